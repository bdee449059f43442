import Foundation
import StrataPredict

/// A folder for the files of one test, removed when nobody holds it any more.
final class Folder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a model.
  /// - Returns: Its path.
  func write(_ model: Model, to name: String) throws -> String {
    try ModelFile(model).write(to: path(name))
    return path(name)
  }

  /// Writes a text.
  /// - Returns: Its path.
  func write(_ text: String, to name: String) throws -> String {
    try AtomicFile.write(Array(text.utf8), to: path(name))
    return path(name)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}
