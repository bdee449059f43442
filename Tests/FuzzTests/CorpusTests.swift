import Foundation
import FuzzEntries
import Testing

/// What fuzzers have kept, read again: by the ordinary tests, without a fuzzer.
@Suite struct CorpusTests {
  /// `Tools/Fuzz`, two folders above the tests.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Tools/Fuzz")

  /// The inputs of an entry in a folder of `Tools/Fuzz`, by name.
  static func inputs(_ kind: String, of entry: String) throws -> [(name: String, bytes: [UInt8])] {
    let place = folder.appending(path: "\(kind)/\(entry)")
    guard FileManager.default.fileExists(atPath: place.path) else { return [] }
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    return try names.sorted().map { name in
      (name, Array(try Data(contentsOf: place.appending(path: name))))
    }
  }

  @Test(arguments: FuzzEntries.all.map { $0.name })
  func everyInputIsReadOrRefused(_ name: String) throws {
    let entry = try #require(FuzzEntries.all.first { $0.name == name })
    let corpus = try Self.inputs("Corpus", of: name)
    #expect(corpus.count >= 10, "a corpus of \(corpus.count) inputs")
    for (input, bytes) in try corpus + Self.inputs("Findings", of: name) {
      do throws(Finding) {
        try entry.read(bytes)
      } catch {
        Issue.record("\(name)/\(input): \(error)")
      }
    }
  }

  /// A folder without an entry would be replayed by nobody.
  @Test func everyFolderHasAnEntry() throws {
    let names = Set(FuzzEntries.all.map { $0.name })
    for kind in ["Corpus", "Findings"] {
      let place = Self.folder.appending(path: kind).path
      for name in try FileManager.default.contentsOfDirectory(atPath: place) {
        #expect(names.contains(name), "\(kind)/\(name)")
      }
    }
  }
}
