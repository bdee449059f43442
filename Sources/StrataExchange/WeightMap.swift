internal import StrataBytes

/// Which tensor of a file becomes which parameter of a model.
///
/// Rules `theirs=ours`, separated by commas or line feeds; a line that begins with `#` is a remark. Stars on
/// the right take what those on the left stand for, in order. The first rule that fits a name holds.
/// Nothing on the right leaves the tensor out.
///
/// ```
/// # a classifier
/// backbone.fc*.*=dense*.*
/// head.weight=logits.weight
/// old.*=
/// ```
public struct WeightMap: Hashable, Sendable {
  /// One rule.
  struct Rule: Hashable, Sendable {
    let theirs: NamePattern
    /// Nil to leave the tensor out.
    let ours: NamePattern?
    let text: String
  }

  let rules: [Rule]

  /// No rules: names and shapes alone tell.
  public init() { rules = [] }

  /// Reads rules.
  /// - Parameter text: The rules.
  /// - Throws: ``ExchangeError/rule(_:expected:got:)`` for one without `=`, with nothing on the left, or
  ///   with other stars on the right than on the left.
  public init(_ text: String) throws(ExchangeError) {
    var rules: [Rule] = []
    for line in text.split(whereSeparator: \.isNewline) {
      guard !Self.trimmed(line).hasPrefix("#") else { continue }
      for part in line.split(separator: ",") {
        let part = Self.trimmed(part)
        guard !part.isEmpty else { continue }
        rules.append(try Self.rule(part))
      }
    }
    self.rules = rules
  }

  /// Reads rules from a file.
  /// - Parameter path: The file, of at most 1 MiB; "-" is standard input.
  /// - Throws: ``ExchangeError``: for a file that cannot be read, and as ``init(_:)``.
  public init(path: String) throws(ExchangeError) {
    let bytes = try wrapping(ExchangeError.bytes) { () throws(ByteError) in
      var stream = try ByteStream(path: path)
      return try stream.readAll(limit: 1 << 20)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .rule(path, expected: "a file of UTF-8", got: "other bytes")
    }
    try self.init(text)
  }

  private static func rule(_ text: String) throws(ExchangeError) -> Rule {
    guard let equals = text.firstIndex(of: "=") else {
      throw .rule(text, expected: "theirs=ours", got: "no '='")
    }
    let theirs = NamePattern(trimmed(text[..<equals]))
    let right = trimmed(text[text.index(after: equals)...])
    guard !theirs.description.isEmpty else {
      throw .rule(text, expected: "a name before '='", got: "none")
    }
    guard !right.isEmpty else { return Rule(theirs: theirs, ours: nil, text: text) }
    let ours = NamePattern(right)
    guard ours.starCount == theirs.starCount else {
      throw .rule(
        text, expected: "as many * behind '=' as before it, \(theirs.starCount)",
        got: "\(ours.starCount)")
    }
    return Rule(theirs: theirs, ours: ours, text: text)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func trimmed(_ text: String) -> String { trimmed(text[...]) }
}
