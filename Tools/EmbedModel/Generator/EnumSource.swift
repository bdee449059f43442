/// An enumeration of texts: the categories of a column, the labels of a target.
struct EnumSource {
  private let name: Identifier
  private let comment: String
  private let cases: [(name: Identifier, text: String)]

  /// - Parameters:
  ///   - name: What it is called.
  ///   - comment: What it is.
  ///   - texts: The raw values.
  init(_ name: Identifier, comment: String, texts: [String]) {
    self.name = name
    self.comment = comment
    var scope = NameScope(reserved: Self.reserved)
    cases = texts.enumerated().map { index, text in
      (scope.name(text, fallback: "value\(index + 1)"), text)
    }
  }

  func add(to lines: inout SourceLines) {
    lines.add("/// \(comment)")
    lines.add("enum \(name.source): String, CaseIterable, Hashable, Sendable {")
    lines.indent {
      for (name, text) in cases {
        $0.add("/// \(SwiftLiteral.comment(SwiftLiteral.string(text))).")
        $0.add("case \(name.source) = \(SwiftLiteral.string(text))")
      }
    }
    lines.add("}")
  }

  /// What an enumeration has already, and what would be taken for a value that may be missing.
  private static let reserved: Set<String> = [
    "allCases", "hash", "hashValue", "none", "rawValue", "self", "some",
  ]
}
