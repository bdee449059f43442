import Foundation
import FuzzEntries
import Testing

/// What fuzzers have kept, read again: by the ordinary tests, without a fuzzer.
@Suite struct CorpusTests {
  /// The package, two folders above the tests.
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files below a folder of the package, by path; none if there is no such folder.
  static func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let place = package.appending(path: folder)
    let paths = FileManager.default.subpaths(atPath: place.path) ?? []
    return try paths.sorted().compactMap { path in
      let file = place.appending(path: path)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        return nil
      }
      return (path, Array(try Data(contentsOf: file)))
    }
  }

  @Test(arguments: FuzzEntries.all.map { $0.name })
  func everyInputIsReadOrRefused(_ name: String) throws {
    let entry = try #require(FuzzEntries.all.first { $0.name == name })
    let corpus = try Self.files(in: "Tools/Fuzz/Corpus/\(name)")
    #expect(corpus.count >= 10, "a corpus of \(corpus.count) inputs")
    for (input, bytes) in try corpus + Self.files(in: "Tools/Fuzz/Findings/\(name)") {
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
      let place = Self.package.appending(path: "Tools/Fuzz/\(kind)").path
      for name in try FileManager.default.contentsOfDirectory(atPath: place) {
        #expect(names.contains(name), "\(kind)/\(name)")
      }
    }
  }
}
