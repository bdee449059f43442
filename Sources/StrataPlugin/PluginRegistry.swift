/// Finds the type of a plugin by its family and kind.
///
/// A registry is a value: whoever assembles a program starts from the package's own (`.standard` in
/// the `Strata` module), adds plugins, and hands the registry to whatever reads files or network
/// descriptions.
public struct PluginRegistry: Sendable {
  private struct Key: Hashable {
    let family: PluginFamily
    let kind: String
  }

  private var types: [Key: any Plugin.Type] = [:]

  /// An empty registry.
  public init() {}

  /// A registry of the given types.
  /// - Throws: ``PluginError/registeredTwice(family:kind:)``.
  public init(_ types: [any Plugin.Type]) throws(PluginError) {
    for type in types { try register(type) }
  }

  /// Adds a type; adding the same one again changes nothing.
  /// - Throws: ``PluginError/registeredTwice(family:kind:)`` if another type has its family and kind;
  ///   ``PluginError/invalid(kind:parameter:expected:got:)`` for a kind that files use otherwise.
  public mutating func register(_ type: any Plugin.Type) throws(PluginError) {
    // Words that stand beside a kind in files.
    guard !["version", "name", "inputs", "parameters"].contains(type.kind), !type.kind.isEmpty
    else {
      throw .invalid(
        kind: type.kind, parameter: "kind", expected: "a name that files do not use beside a kind",
        got: "'\(type.kind)'")
    }
    let key = Key(family: type.family, kind: type.kind)
    if let other = types[key], ObjectIdentifier(other) != ObjectIdentifier(type) {
      throw .registeredTwice(family: type.family, kind: type.kind)
    }
    types[key] = type
  }

  /// The type of a kind in its current version, if it is registered.
  public func type(of family: PluginFamily, kind: String, version: Int = 1) -> (any Plugin.Type)? {
    guard let type = types[Key(family: family, kind: kind)], type.version == version else {
      return nil
    }
    return type
  }

  /// The type of a kind, whatever its version, if it is registered.
  public func currentType(of family: PluginFamily, kind: String) -> (any Plugin.Type)? {
    types[Key(family: family, kind: kind)]
  }

  /// The families that have a registered kind, in the order of their names.
  public var families: [PluginFamily] {
    Set(types.keys.map(\.family)).sorted { $0.name < $1.name }
  }

  /// The registered kinds of a family, in the order of their names.
  public func kinds(of family: PluginFamily) -> [String] {
    types.keys.filter { $0.family == family }.map(\.kind).sorted()
  }

  /// The error that names a kind that is not registered beside those that are.
  public func unknown(_ family: PluginFamily, kind: String, version: Int = 1) -> PluginError {
    .unknown(family: family, kind: kind, version: version, known: kinds(of: family))
  }

  /// Makes a plugin of a kind from its defaults, as the bare word `relu` does in a description.
  /// - Throws: ``PluginError/unknown(family:kind:version:known:)``, and what the plugin's own
  ///   `init(from:)` throws where it has no default.
  public func plugin(_ family: PluginFamily, kind: String) throws -> any Plugin {
    guard let type = types[Key(family: family, kind: kind)] else {
      throw unknown(family, kind: kind)
    }
    return try type.init(from: EmptyConfiguration(codingPath: [], userInfo: userInfo))
  }

  /// What a decoder's `userInfo` must hold for plugins to be found.
  public var userInfo: [CodingUserInfoKey: any Sendable] { [Self.userInfoKey: self] }

  /// The registry that a decoder was given.
  /// - Throws: ``PluginError/noRegistry(family:)``.
  static func of(_ decoder: any Decoder, for family: PluginFamily) throws(PluginError) -> Self {
    guard let registry = decoder.userInfo[userInfoKey] as? PluginRegistry else {
      throw .noRegistry(family: family)
    }
    return registry
  }

  private static let userInfoKey: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "strata.registry") else {
      preconditionFailure("a key of the standard library takes any name")
    }
    return key
  }()
}
