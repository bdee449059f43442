import Strata

/// Answers the lines that compare.py writes, a JSON object a line:
///
/// - `rows` — what there is: `{"rows": [{"name": …}, …]}`; beside ours stands what a call takes
/// - `run ROW SECONDS` — `{"best": ns, "p50": ns, "p99": ns, "p999": ns, "count": times}`
/// - `answers NETWORK` — `{"answers": […]}`, the outputs of the inputs that every runtime makes
/// - `size WEIGHTS` — `{"size": bytes}`, of the file that they are packed into
/// - `memory WORK` — `{"peak": bytes, "resident": bytes, "stated": bytes}`, in a process that has run
///   nothing else
///
/// and `{"error": "…"}` where that cannot be done. A row is made ready at its first run.
struct Server {
  let settings: Row.Settings
  private var ready: [String: (Double) throws -> Sample] = [:]

  init(settings: Row.Settings) {
    self.settings = settings
  }

  mutating func serve() {
    while let line = readLine() {
      var answer: JSONValue
      do {
        answer = try self.answer(line.split(separator: " ").map(String.init))
      } catch {
        answer = ["error": .string("\(error)")]
      }
      print(String(decoding: JSONWriter.bytes(of: answer), as: UTF8.self))
      flush()
    }
  }

  private mutating func answer(_ words: [String]) throws -> JSONValue {
    switch words.first {
    case "rows" where words.count == 1:
      return Row.list(images: settings.images, folder: settings.folder)
    case "run" where words.count == 3:
      let sample = try run(words[1], seconds: Double(words[2]) ?? 0.1)
      return [
        "best": .number(sample.best), "p50": .number(sample.p50),
        "p99": .number(sample.p99),
        "p999": .number(sample.p999), "count": .number(sample.count),
      ]
    case "answers" where words.count == 2:
      guard let network = Network(rawValue: words[1]) else { throw Unknown(what: words[1]) }
      let outputs = try Predictor(network.model()).predict(network.inputs(1)).elements
      return ["answers": .array(outputs.map { .number(Double($0)) })]
    case "size" where words.count == 2:
      guard let weights = Weights.all(settings.folder).first(where: { $0.name == words[1] }) else {
        throw Unknown(what: words[1])
      }
      return ["size": .number(try PackCall(weights, workers: settings.workers).packed().count)]
    case "memory" where words.count == 2:
      guard let growth = try Memory.growth(of: words[1], folder: settings.folder) else {
        throw Unknown(what: words[1])
      }
      return [
        "peak": .number(growth.peak), "resident": .number(growth.resident),
        "stated": .number(growth.stated),
      ]
    default: throw Unknown(what: words.joined(separator: " "))
    }
  }

  private mutating func run(_ name: String, seconds: Double) throws -> Sample {
    if let measure = ready[name] { return try measure(seconds) }
    guard let row = Row.named(name, settings) else { throw Unknown(what: name) }
    let measure = try row.prepare(settings)
    _ = try measure(seconds / 4)
    ready[name] = measure
    return try measure(seconds)
  }

}

extension JSONValue {
  static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

  static func number(_ value: Double) -> JSONValue {
    JSONNumber(value).map(JSONValue.number) ?? .null
  }
}

extension Row {
  /// All rows as machines read them.
  static func list(images: Int, folder: String) -> JSONValue {
    let rows = all(images: images, folder: folder).map { row -> JSONValue in
      [
        "name": .string(row.name), "operations": .number(row.operations),
        "bytes": .number(row.bytes), "values": .number(row.values),
      ]
    }
    return ["rows": .array(rows)]
  }
}

/// A line that asks for what there is not.
struct Unknown: Error, CustomStringConvertible {
  let what: String
  var description: String { "unknown: '\(what)'" }
}
