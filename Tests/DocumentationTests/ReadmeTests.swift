import Foundation
import Strata
import Testing

@Suite struct ReadmeTests {
  private static let families: [PluginFamily] = [
    .layer, .activation, .initializer, .constraint, .loss, .optimizer, .schedule, .metric,
    .reader,
  ]

  /// The table of what there is lists what is registered, each kind once.
  @Test func theTableListsEveryKind() throws {
    let text = try String(
      contentsOf: Article.tests.appending(path: "../../README.md"), encoding: .utf8)
    for family in Self.families {
      let start = "| \(family) | "
      let row = try #require(text.split(separator: "\n").first { $0.hasPrefix(start) })
      let kinds = row.dropFirst(start.count).dropLast(" |".count).components(separatedBy: ", ")
      #expect(kinds.sorted() == PluginRegistry.standard.kinds(of: family).sorted(), "\(family)")
    }
  }
}
