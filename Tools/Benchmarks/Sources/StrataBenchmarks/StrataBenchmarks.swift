import Glibc
import Strata

/// usage: StrataBenchmarks COMMAND [--threads N] [--images N] [--folder FOLDER] [--quick]
///
/// - `prepare` writes the networks into FOLDER: `NAME.strata`, and `NAME.f32` with the weights and
///   biases of the layers one after the other, little-endian, weights as [inputs, outputs]; and
///   `rows.json`, what there is to measure
/// - `serve` answers the lines that ``Server`` lists
/// - `alone` prints the table without peers
/// - `gate` ends with 1 if allocations or shares of the limit are worse than they may be
@main
enum StrataBenchmarks {
  static func main() throws {
    var words = Array(CommandLine.arguments.dropFirst())
    let isQuick = words.contains("--quick")
    words.removeAll { $0 == "--quick" }
    func option(_ name: String) -> String? {
      words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    let threads = option("--threads").flatMap { Int($0) } ?? 1
    let images = option("--images").flatMap { Int($0) } ?? 60_000
    let folder = option("--folder") ?? "."
    guard threads > 0, images > 0 else { throw Unknown(what: "--threads or --images below 1") }
    let settings = Row.Settings(
      workers: WorkerPool(threads: threads), images: images, folder: folder)
    switch words.first {
    case "prepare": try prepare(folder, images: images)
    case "serve":
      var server = Server(settings: settings)
      server.serve()
    case "alone":
      try Alone(settings: settings, seconds: isQuick ? 0.05 : 0.3, rounds: isQuick ? 3 : 9)
        .printTable()
    case "gate": exit(try Gate(settings: settings).passes() ? 0 : 1)
    default: throw Unknown(what: words.first ?? "no command")
    }
  }

  private static func prepare(_ folder: String, images: Int) throws {
    var list = try AtomicFile(replacing: "\(folder)/rows.json")
    try list.write(JSONWriter.bytes(of: Row.list(images: images, folder: folder)))
    try list.commit()
    for network in Network.allCases {
      let model = try network.model()
      try ModelFile(model).write(to: "\(folder)/\(network).strata")
      var file = try AtomicFile(replacing: "\(folder)/\(network).f32")
      for parameter in model.parameters {
        for value in parameter.tensor.elements {
          let bits = value.bitPattern
          try file.write((0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) })
        }
      }
      try file.commit()
    }
  }
}

/// Sends what was printed on its way: whoever reads it waits.
func flush() {
  _ = fflush(nil)
}
