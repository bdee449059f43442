import StrataPredict

/// A Swift identifier made of any text: `monthlyIncome` of "Monthly income", `_7` of "7", `` `class` ``
/// of "class".
///
/// Letters, marks and digits of any script are kept and everything else separates words. The first word
/// begins with a small letter, the others with a capital. Where that gives nothing, there is none.
struct Identifier: Hashable {
  /// How the first word begins.
  enum Style {
    /// As properties and cases do: `monthlyIncome`.
    case value
    /// As types do: `MonthlyIncome`.
    case type
  }

  /// The identifier, without the backticks that a keyword needs.
  let name: String

  /// An identifier that is one already.
  init(_ name: String) { self.name = name }

  /// The identifier for a text; nil if it has no letter and no digit.
  init?(_ text: String, style: Style) {
    let words = Self.words(text)
    guard let first = words.first else { return nil }
    var name = style == .value ? Self.lowercased(first) : Self.capitalized(first)
    for word in words.dropFirst() {
      // Numbers beside each other stay apart: 1.5 is not 15.
      let isNumbers = name.unicodeScalars.last.map(Self.isDigit) ?? false
      if isNumbers, let digit = word.first, Self.isDigit(digit) { name += "_" }
      name += Self.capitalized(word)
    }
    if let start = name.unicodeScalars.first, !start.properties.isXIDStart { name = "_" + name }
    self.name = name
  }

  /// As it stands in a source: a keyword between backticks.
  var source: String { Self.keywords.contains(name) ? "`\(name)`" : name }

  // MARK: - Words

  private typealias Word = [Unicode.Scalar]

  private static func words(_ text: String) -> [Word] {
    var words: [Word] = []
    var word: Word = []
    var isNegative = false
    for scalar in text.unicodeScalars {
      if isPart(scalar) {
        // A label "-1" often stands beside a label "1".
        if isNegative, words.isEmpty, word.isEmpty, isDigit(scalar) {
          words.append(Array("minus".unicodeScalars))
        }
        word.append(scalar)
      } else if !word.isEmpty {
        words.append(word)
        word = []
      }
      isNegative = scalar == "-" || scalar == "\u{2212}"
    }
    return word.isEmpty ? words : words + [word]
  }

  /// Whether Swift takes it within an identifier, and people can see it.
  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isXIDContinue && !properties.isDefaultIgnorableCodePoint && scalar != "_"
      && scalar != "\u{B7}"
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }

  private static func capitalized(_ word: Word) -> String {
    var result = word[0].properties.titlecaseMapping
    result.unicodeScalars.append(contentsOf: word.dropFirst())
    return result
  }

  /// `age` of "AGE" and "Age", `httpServer` of "HTTPServer".
  private static func lowercased(_ word: Word) -> String {
    var capitals = word.prefix { $0.properties.isUppercase }.count
    if capitals > 1, capitals < word.count, word[capitals].properties.isLowercase { capitals -= 1 }
    var result = word[..<capitals].map(\.properties.lowercaseMapping).joined()
    result.unicodeScalars.append(contentsOf: word[capitals...])
    return result
  }

  /// Words that Swift takes for something else, somewhere, unless they are marked (The Swift Programming
  /// Language, "Lexical Structure").
  private static let keywords: Set<String> = [
    "Any", "Protocol", "Self", "Type", "any", "as", "associatedtype", "async", "await", "borrow",
    "break", "case", "catch", "class", "consume", "continue", "copy", "default", "defer", "deinit",
    "discard", "do", "each", "else", "enum", "extension", "fallthrough", "false", "fileprivate",
    "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
    "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return",
    "self", "some", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
    "try", "typealias", "unsafe", "var", "where", "while", "yield",
  ]
}
