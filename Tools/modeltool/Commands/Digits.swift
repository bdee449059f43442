import Strata
import StrataBytes

/// The digits of the demo.
struct Digits {
  let data: Dataset
  let preparation: Preparation

  /// A network for them, a file to start from.
  private static let network = """
    {"input": [64],
     "layers": [{"dense": {"units": 32, "activation": "relu"}},
                {"dropout": {"rate": 0.1}},
                {"dense": {"units": 10}}]}

    """

  private static var stream: ByteStream {
    ByteStream(bytes: PackageResources.digits_csv_gz, name: "digits.csv.gz")
  }

  init() throws {
    let table = try Table(CSVReader(Self.stream))
    preparation = try PreparationFitter(targets: ["digit"], expectsClasses: true).fit(table)
    data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
  }

  /// Writes the digits as two tables, to train on and to measure on, the first of the latter as an image
  /// (pgm(5)), and a network for them.
  func write(into folder: String, trainingCount: Int) throws(ByteError) {
    var stream = Self.stream
    let text = String(decoding: try stream.readAll(limit: 1 << 20), as: UTF8.self)
    let lines = text.split(separator: "\n")
    let files = [
      ("digits.csv", lines.prefix(1 + trainingCount)),
      ("test.csv", lines.prefix(1) + lines.dropFirst(1 + trainingCount)),
    ]
    for (name, lines) in files {
      try AtomicFile.write(to: folder + "/" + name) { (file) throws(ByteError) in
        for line in lines { try file.write(Array((line + "\n").utf8)) }
      }
    }
    let pixels = lines[1 + trainingCount].split(separator: ",").prefix(64)
    let rows = (0..<8).map { pixels[(8 * $0)..<(8 * $0 + 8)].joined(separator: " ") }
    try AtomicFile.write(to: folder + "/digit.pgm") { (file) throws(ByteError) in
      try file.write(Array(("P2\n8 8\n16\n" + rows.joined(separator: "\n") + "\n").utf8))
    }
    try AtomicFile.write(to: folder + "/net.json") { (file) throws(ByteError) in
      try file.write(Array(Self.network.utf8))
    }
  }

  /// An image as eight lines of text, two characters a pixel.
  static func picture(
    of inputs: Tensor<Float>, _ row: Int, _ preparation: Preparation?
  ) -> [String] {
    guard case .columns(let columns) = preparation?.input else { return [] }
    let shades = Array(" .:-=+*#%@")
    return (0..<8).map { line in
      (0..<8).map { place in
        let pixel = line * 8 + place
        var value = Double(inputs[row * 64 + pixel])
        // Back from the prepared value to the pixel's own, 0 to 16.
        if case .number(let mean, let deviation, _) = columns[pixel].kind {
          value = value * deviation + mean
        }
        let shade = shades[min(max(Int(value / 16 * 9.99), 0), 9)]
        return "\(shade)\(shade)"
      }.joined()
    }
  }
}
