import Foundation
import StrataBytes
import Testing

/// The sample files beside the format: those that Hugging Face's library wrote, and what is in them.
enum Vectors {
  struct File: Decodable, Sendable {
    struct Tensor: Decodable, Sendable {
      let dtype: String
      let shape: [Int]
      let bytes: String
    }

    let tensors: [String: Tensor]
    let metadata: [String: String]
  }

  private struct Expected: Decodable {
    let safetensors: String
    let torch: String
    let files: [String: File]
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "Formats/SafeTensors/Vectors")

  static func expected() throws -> [String: File] {
    let data = try Data(contentsOf: folder.appending(path: "expected.json"))
    return try JSONDecoder().decode(Expected.self, from: data).files
  }

  static func valid(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "valid/\(name).safetensors")))
  }

  static func invalid(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "invalid/\(name).safetensors")))
  }

  /// The names in a folder, without their endings.
  static func names(_ kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)
      .map { String($0.prefix { $0 != "." }) }.sorted()
  }

  /// Bytes as the script describes them.
  static func described(_ bytes: [UInt8]) -> String {
    let hex = { (bytes: [UInt8]) in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    return bytes.count <= 256 ? hex(bytes) : "sha256:" + hex(SHA256.hash(bytes))
  }
}

/// A folder that goes away with its content.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}
