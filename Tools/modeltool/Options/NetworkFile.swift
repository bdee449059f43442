import Strata
import StrataBytes
import StrataJSON

/// Reads network files.
enum NetworkFile {
  /// The most bytes a network file may have: weights given in it are text.
  private static let limit = 256 << 20

  /// The architecture in a network file.
  /// - Throws: `ByteError`, and ``FileProblem`` with what is wrong in the file.
  static func architecture(_ path: String) throws -> Architecture {
    var stream = try ByteStream(path: path)
    let bytes = try stream.readAll(limit: limit)
    return try FileProblem.naming(path) {
      try JSONReader.decode(
        Architecture.self, from: bytes, options: .init(maximumBytes: limit),
        userInfo: Plugins.registry.userInfo)
    }
  }

  /// A model of a network file with first values drawn for a seed.
  static func model(_ path: String, seed: UInt64) throws -> Model {
    let architecture = try architecture(path)
    return try FileProblem.naming(path) { try Model(architecture, seed: seed) }
  }

  /// A network as the text of a file, a line a layer.
  /// - Throws: What the layers' encoding throws.
  static func text(_ architecture: Architecture) throws -> String {
    let value = try JSONWriter.value(encoding: architecture)
    guard let layers = value["layers"]?.array, let input = value["input"] else {
      return try TerminalJSON.text(architecture)
    }
    func line(_ value: JSONValue) -> String {
      String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    }
    let lines = layers.map { "    " + line($0) }.joined(separator: ",\n")
    return "{\n  \"input\": \(line(input)),\n  \"layers\": [\n\(lines)\n  ]\n}\n"
  }
}
