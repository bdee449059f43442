import StrataBytes
import StrataJSON
import Testing

@testable import StrataFile

/// The sample files of the format, made by a generator that shares nothing with the package, and what is
/// expected of each.
struct Vector: Sendable, CustomTestStringConvertible {
  /// Below the folder of the vectors: `valid/v1.0/dtypes.strata`.
  let path: String
  let expected: JSONValue

  var testDescription: String { path }

  /// The folder in the source tree.
  static let folder: String = {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return folders.joined(separator: "/") + "/Formats/StrataFile/Vectors"
  }()

  static let all: [Vector] = {
    let text = (try? content(of: folder + "/expected.json")) ?? []
    let members = (try? JSONReader.value(from: text))?.object?.members ?? []
    return members.map { Vector(path: $0.key, expected: $0.value) }
  }()

  static func all(in folder: String) -> [Vector] { all.filter { $0.path.hasPrefix(folder + "/") } }

  /// The vector at a path.
  static func at(_ path: String) throws -> Vector {
    try #require(all.first { $0.path == path })
  }

  var bytes: [UInt8] { get throws { try content(of: Self.folder + "/" + path) } }

  var reader: StrataReader { get throws { try StrataReader(bytes, name: "m.strata") } }

  /// A list of texts.
  func words(_ key: String) -> [String] {
    expected[key]?.array?.compactMap(\.string) ?? []
  }

  /// The first 16 digits of the SHA-256.
  static func hash(_ bytes: [UInt8]) -> String {
    String(ContentHash(stated: SHA256.hash(bytes)).description.prefix(16))
  }
}
