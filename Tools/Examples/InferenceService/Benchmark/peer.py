"""The peer: the same protocol in Python, an ASGI application that runs ONNX Runtime.

usage: peer.py onnx WEIGHTS.npz OUT.onnx    writes the network of modeltool's weights as ONNX
       peer.py bodies WIDTH FOLDER          writes the requests: request.json, request.bin, request.length
       peer.py same URL URL FOLDER          asks two services both requests; ends with 1 if they differ
       peer.py table                        a table of the lines of a run on standard input
       uvicorn peer:app                     serves the file that the environment's MODEL names
"""

import json
import os
import statistics
import sys


# The service


class App:
    def __init__(self, path):
        import numpy
        import onnxruntime
        import orjson

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
        self.numpy, self.json = numpy, orjson

    async def __call__(self, scope, receive, send):
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        length = dict(scope["headers"]).get(b"inference-header-content-length")
        length = int(length) if length else len(body)
        request = self.json.loads(body[:length])
        tensor = request["inputs"][0]
        if "data" in tensor:
            values = self.numpy.array(tensor["data"], dtype=self.numpy.float32)
        else:
            values = self.numpy.frombuffer(body, dtype="<f4", offset=length)
        output = self.session.run(None, {"input": values.reshape(tensor["shape"])})[0]
        reply = {"name": "output", "datatype": "FP32", "shape": output.shape}
        binary = b""
        if request.get("parameters", {}).get("binary_data_output"):
            binary = output.tobytes()
            reply["parameters"] = {"binary_data_size": len(binary)}
        else:
            reply["data"] = output.ravel().tolist()
        head = self.json.dumps({"model_name": "peer", "model_version": "1", "outputs": [reply]})
        headers = [(b"content-type", b"application/json")]
        if binary:
            headers = [
                (b"content-type", b"application/octet-stream"),
                (b"inference-header-content-length", str(len(head)).encode()),
            ]
        headers.append((b"content-length", str(len(head) + len(binary)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": head + binary})


if "MODEL" in os.environ:
    app = App(os.environ["MODEL"])


# The network


def write_onnx(weights, path):
    import numpy
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    tensors = numpy.load(weights)
    layers = []
    while f"dense{len(layers) + 1}.weight" in tensors:
        name = f"dense{len(layers) + 1}"
        layers.append((tensors[f"{name}.weight"], tensors[f"{name}.bias"]))
    nodes, constants, value = [], [], "input"
    for index, (weight, bias) in enumerate(layers):
        last = index == len(layers) - 1
        constants.append(numpy_helper.from_array(weight, f"weight{index}"))
        constants.append(numpy_helper.from_array(bias, f"bias{index}"))
        output = "output" if last else f"sum{index}"
        nodes.append(helper.make_node("Gemm", [value, f"weight{index}", f"bias{index}"], [output]))
        if not last:
            nodes.append(helper.make_node("Relu", [output], [f"value{index}"]))
        value = f"value{index}"
    widths = layers[0][0].shape[0], layers[-1][0].shape[1]
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width])
        for name, width in zip(("input", "output"), widths)
    ]
    graph = helper.make_graph(nodes, "network", ends[:1], ends[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


# The requests


def write_bodies(width, folder):
    import numpy

    values = numpy.random.default_rng(1).random(width, dtype=numpy.float32).round(3)
    tensor = {"name": "input", "shape": [1, width], "datatype": "FP32"}
    # As a client's library writes numbers: the shortest text of each.
    data = [float(str(value)) for value in values]
    with open(f"{folder}/request.json", "w") as file:
        json.dump({"inputs": [tensor | {"data": data}]}, file)
    binary = tensor | {"parameters": {"binary_data_size": 4 * width}}
    head = json.dumps({"parameters": {"binary_data_output": True}, "inputs": [binary]}).encode()
    with open(f"{folder}/request.bin", "wb") as file:
        file.write(head + values.astype("<f4").tobytes())
    with open(f"{folder}/request.length", "w") as file:
        file.write(str(len(head)))


def answers(url, folder):
    import numpy
    from urllib.request import Request, urlopen

    with urlopen(Request(url, open(f"{folder}/request.json", "rb").read()), timeout=10) as reply:
        text = numpy.array(json.load(reply)["outputs"][0]["data"], dtype=numpy.float32)
    length = open(f"{folder}/request.length").read()
    request = Request(
        url, open(f"{folder}/request.bin", "rb").read(), {"Inference-Header-Content-Length": length}
    )
    with urlopen(request, timeout=10) as reply:
        start = int(reply.headers["Inference-Header-Content-Length"])
        binary = numpy.frombuffer(reply.read()[start:], dtype="<f4")
    return text, binary


def compare(ours, peers, folder):
    import numpy

    all_answers = answers(ours, folder) + answers(peers, folder)
    worst = max(numpy.abs(a - all_answers[0]).max() for a in all_answers)
    print(f"the answers differ by at most {worst:.1e}", file=sys.stderr)
    return 0 if worst <= 1e-5 else 1


def table():
    """The median of the rounds: lines of network, format, connections, who, and what wrk measured."""
    rows = {}
    for line in sys.stdin:
        *key, rate, p50, p99, errors = line.split()
        assert errors == "0", line
        rows.setdefault(tuple(key), []).append((float(rate), float(p50), float(p99)))
    print("| network | format | connections | service | requests/s | p50 | p99 |")
    print("|---|---|---|---|---|---|---|")
    for key, rounds in rows.items():
        rate, p50, p99 = (statistics.median(column) for column in zip(*rounds))
        print(f"| {' | '.join(key)} | {rate:,.0f} | {p50:,.0f} µs | {p99:,.0f} µs |")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["onnx", weights, path]:
            write_onnx(weights, path)
        case ["bodies", width, folder]:
            write_bodies(int(width), folder)
        case ["same", ours, peers, folder]:
            sys.exit(compare(ours, peers, folder))
        case ["table"]:
            table()
        case _:
            sys.exit(__doc__)
