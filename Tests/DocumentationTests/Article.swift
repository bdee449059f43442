import Foundation

/// A page of the catalogue, as its author wrote it.
struct Article {
  /// What stands between two fences.
  struct Block {
    let language: String
    let lines: [String]
  }

  let blocks: [Block]

  /// - Parameter path: The page's place in the catalogue.
  init(_ path: String) throws {
    let text = try String(contentsOf: Self.catalogue.appending(path: path), encoding: .utf8)
    var blocks: [Block] = []
    var open: (language: String, lines: [String])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("```") else {
        open?.lines.append(String(line))
        continue
      }
      if let (language, lines) = open {
        blocks.append(Block(language: language, lines: lines))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), [])
      }
    }
    self.blocks = blocks
  }

  /// The contents of all blocks of a language.
  func texts(in language: String) -> [String] {
    blocks.filter { $0.language == language }.map { $0.lines.joined(separator: "\n") }
  }

  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  static let catalogue = tests.appending(path: "../../Sources/Strata/Documentation.docc")
}
