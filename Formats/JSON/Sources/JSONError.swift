/// What is wrong with a JSON text, or with a value that was to become one.
///
/// Its description is one line and reads
/// `json: line 3, column 14, layers[0].dense.units: expected an integer, got 'abc'`.
public struct JSONError: Error, Hashable, Sendable {
  /// A place in a text.
  public struct Position: Hashable, Sendable {
    /// The line, counted from 1; lines end with a line feed.
    public var line: Int
    /// The column, counted from 1 in Unicode scalars.
    public var column: Int
    /// The offset in bytes, counted from 0.
    public var offset: Int
  }

  /// One step from a value to a value inside it.
  public enum Step: Hashable, Sendable {
    /// Into the member of an object.
    case key(String)
    /// Into an element of an array, counted from 0.
    case index(Int)
  }

  /// The kinds of fault, each with its facts.
  public enum Problem: Hashable, Sendable {
    /// The text breaks the grammar of RFC 8259.
    case syntax(expected: String, got: String)
    /// The text is larger or deeper than the reader allows.
    case limit(what: String, allowed: Int)
    /// A value of another kind, or out of range.
    case mismatch(expected: String, got: String)
    /// A required key is absent; `similar` is a key that nobody asked for and that is close to it.
    case missingKey(String, similar: String?)
    /// A key that nobody asked for; `similar` is an absent key that is close to it.
    case unknownKey(String, similar: String?)
    /// A key that an object holds twice.
    case duplicateKey(String)
    /// A type refused its value, in its own words.
    case refused(String)
  }

  /// What is wrong.
  public var problem: Problem
  /// The way from the root to the value at fault; empty at the root and for faults of grammar.
  public var path: [Step]
  /// Where in the text; nil when there is none, as when encoding.
  public var position: Position?

  /// An error with its facts.
  public init(_ problem: Problem, path: [Step] = [], position: Position? = nil) {
    self.problem = problem
    self.path = path
    self.position = position
  }
}

extension JSONError: CustomStringConvertible {
  /// The whole error on one line.
  public var description: String {
    var places: [String] = []
    if let position { places.append("line \(position.line), column \(position.column)") }
    if !path.isEmpty { places.append(path.text) }
    let prefix = places.isEmpty ? "json: " : "json: \(places.joined(separator: ", ")): "
    return prefix + problem.description
  }
}

extension JSONError.Problem: CustomStringConvertible {
  /// What is wrong, without where.
  public var description: String {
    switch self {
    case .syntax(let expected, let got), .mismatch(let expected, let got):
      return "expected \(expected), got \(got)"
    case .limit(let what, let allowed):
      return "more than \(allowed) \(what)"
    case .missingKey(let key, nil):
      return "missing key \(quoted(key))"
    case .missingKey(let key, let similar?):
      return "missing key \(quoted(key)); is \(quoted(similar)) meant to be it?"
    case .unknownKey(let key, nil):
      return "unknown key \(quoted(key))"
    case .unknownKey(let key, let similar?):
      return "unknown key \(quoted(key)); did you mean \(quoted(similar))?"
    case .duplicateKey(let key):
      return "duplicate key \(quoted(key))"
    case .refused(let words):
      return shown(words)
    }
  }
}

extension [JSONError.Step] {
  /// The path as one writes it in a program: `layers[0].dense.units`.
  var text: String {
    var text = ""
    for step in self {
      switch step {
      case .index(let index):
        text += "[\(index)]"
      case .key(let key) where key.utf8.allSatisfy(isPlain) && !key.isEmpty:
        text += text.isEmpty ? key : ".\(key)"
      case .key(let key):
        text += "[\(quoted(key))]"
      }
    }
    return text
  }
}

/// Whether a byte of a key needs no quotes in a path.
private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    return true
  default:
    return false
  }
}

/// A text from outside, fit for one line of an error: in quotes, cut short, nothing unprintable.
func quoted(_ text: String) -> String {
  let longest = 40
  let start = String(text.unicodeScalars.prefix(longest))
  return "'\(shown(start))\(start.unicodeScalars.count == text.unicodeScalars.count ? "" : "…")'"
}

/// A text from outside with nothing unprintable in it: a type's own words may repeat what it got.
private func shown(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
      shown += scalar.escaped(asASCII: true)
    default:
      shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}
