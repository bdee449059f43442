import Foundation
import StrataNumPy
import Testing

/// The sample files that NumPy wrote, beside the format.
enum Vectors {
  struct Expected: Decodable {
    let shape: [Int]
    let bits: [UInt32]
    let integers: [Int32]?
  }

  private struct File: Decodable {
    let numpy: String
    let arrays: [String: Expected]
  }

  /// Two folders above the tests.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "Formats/NumPy/Vectors")

  static func arrays() throws -> [String: Expected] {
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    return try JSONDecoder().decode(File.self, from: data).arrays
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }
}

/// A folder that goes away with its content.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}
