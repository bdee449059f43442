-- One request again and again; at the end a line: requests/s, p50 and p99 in microseconds, errors.
local function read(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local folder = os.getenv("REQUESTS")
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
if os.getenv("FORMAT") == "binary" then
  wrk.body = read(folder .. "/request.bin")
  wrk.headers["Content-Type"] = "application/octet-stream"
  wrk.headers["Inference-Header-Content-Length"] = read(folder .. "/request.length")
else
  wrk.body = read(folder .. "/request.json")
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("%.1f %.1f %.1f %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
