/// A search for hyperparameters that cannot be.
public enum SearchError: Error, Hashable, CustomStringConvertible {
  /// A part of a space is not written as it must be.
  case space(part: String, expected: String, got: String)
  /// A network has no such node.
  case node(String, known: [String])
  /// A layer has no such option.
  case option(String, of: String, known: [String])
  /// An option does not take a value, in the layer's own words.
  case value(String, of: String, problem: String)

  /// One line: what, expected, got.
  public var description: String {
    switch self {
    case .space(let part, let expected, let got): "\(part): expected \(expected), got \(got)"
    case .node(let name, let known):
      "expected one of the layers \(known.joined(separator: ", ")), got '\(name)'"
    case .option(let name, let node, let known):
      known.isEmpty
        ? "'\(node)' has no options, got '\(name)'"
        : "expected one of the options \(known.joined(separator: ", ")) of '\(node)', got '\(name)'"
    case .value(let name, let node, let problem): "\(node).\(name): \(problem)"
    }
  }
}
