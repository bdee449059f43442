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
}
