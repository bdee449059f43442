/// What is wrong with a plugin that a file, a description or a caller names.
public enum PluginError: Error, Equatable, CustomStringConvertible {
  /// No plugin of that family, kind and version is registered; `known` lists the kinds that are.
  case unknown(family: PluginFamily, kind: String, version: Int, known: [String])
  /// Two types claim one family and kind.
  case registeredTwice(family: PluginFamily, kind: String)
  /// A plugin's configuration or arguments cannot be: `parameter` should be `expected`.
  case invalid(kind: String, parameter: String, expected: String, got: String)
  /// A plugin decodes where no registry was handed to the decoder.
  case noRegistry(family: PluginFamily)

  /// One line: what, expected, got.
  public var description: String { words.onOneLine }

  private var words: String {
    switch self {
    case .unknown(let family, let kind, let version, let known):
      let sameKind = known.contains(kind)
      let which = sameKind || version != 1 ? "'\(kind)' version \(version)" : "'\(kind)'"
      let list = known.isEmpty ? "none is registered" : "known: " + known.joined(separator: ", ")
      return "unknown \(family) \(which) (\(list))"
    case .registeredTwice(let family, let kind):
      return "\(family) '\(kind)' is registered by two types"
    case .invalid(let kind, let parameter, let expected, let got):
      return "\(kind): \(parameter): expected \(expected), got \(got)"
    case .noRegistry(let family):
      return "no plugin registry was given to decode a \(family) with"
    }
  }
}
