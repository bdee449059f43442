import Foundation
import Testing

/// Every Swift snippet of a page stands in the test file that is named after it, and so compiles.
@Suite struct SnippetTests {
  static let pages: [String] = {
    let articles = try? FileManager.default.contentsOfDirectory(
      atPath: Article.catalogue.appending(path: "Articles").path)
    // The code of one needs the type that a plugin makes: EmbedModelTests compiles it.
    return ["Strata.md"]
      + (articles ?? []).filter { $0 != "EmbedAModel.md" }.sorted().map { "Articles/\($0)" }
  }()

  @Test func allPagesAreThere() { #expect(Self.pages.count > 5) }

  @Test(arguments: pages) func snippetsCompile(page: String) throws {
    let name = try #require(page.split(separator: "/").last?.dropLast(3))
    let source = try String(
      contentsOf: Article.tests.appending(path: "\(name)Tests.swift"), encoding: .utf8)
    let code = Self.compared(source.components(separatedBy: "\n"))
    for block in try Article(page).blocks where block.language == "swift" {
      let snippet = Self.compared(block.lines)
      let isThere = code.indices.contains { code[$0...].starts(with: snippet) }
      #expect(isThere, "\(page): \(block.lines.joined(separator: "\n"))")
    }
  }

  /// The lines that are compared: without indentation, empty lines and imports, which stand at the
  /// top of a file. A test keeps its model file in a temporary folder.
  private static func compared(_ lines: [String]) -> [String] {
    lines.map {
      $0.trimmingCharacters(in: .whitespaces)
        .replacing(/"[a-z]+\.strata"/, with: "path")
    }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
  }
}
