/// A plugin of any type in one family, as files and descriptions hold it.
///
/// It is written as `{"leakyReLU": {"slope": 0.01}}`, or as the bare name `"relu"` where there is
/// nothing to configure; a version other than 1 stands beside it: `{"gelu": {}, "version": 2}`. An
/// earlier version becomes the registered one where its type says how (``Plugin/migrate(_:from:)``). A
/// kind or version that the registry does not know is kept as data, so that the file can be
/// inspected and written again; asking for the plugin itself then throws.
public struct AnyPlugin: Hashable, Sendable {
  private enum Storage: Sendable {
    case known(any Plugin)
    /// The configuration is nil where the file has the bare name: it is written as it came.
    case unknown(family: PluginFamily, kind: String, version: Int, Configuration?, known: [String])
  }

  private let storage: Storage

  private init(storage: Storage) { self.storage = storage }

  /// A plugin whose type is at hand.
  public init(_ plugin: any Plugin) { storage = .known(plugin) }

  /// The family it belongs to.
  public var family: PluginFamily {
    switch storage {
    case .known(let plugin): type(of: plugin).family
    case .unknown(let family, _, _, _, _): family
    }
  }

  /// Its name in files.
  public var kind: String {
    switch storage {
    case .known(let plugin): type(of: plugin).kind
    case .unknown(_, let kind, _, _, _): kind
    }
  }

  /// Its version in files.
  public var version: Int {
    switch storage {
    case .known(let plugin): type(of: plugin).version
    case .unknown(_, _, let version, _, _): version
    }
  }

  /// Whether the plugin's type is at hand.
  public var isKnown: Bool {
    if case .known = storage { true } else { false }
  }

  /// The plugin itself.
  /// - Throws: ``PluginError/unknown(family:kind:version:known:)`` if its type is not at hand.
  public var plugin: any Plugin {
    get throws(PluginError) {
      switch storage {
      case .known(let plugin): return plugin
      case .unknown(let family, let kind, let version, _, let known):
        throw .unknown(family: family, kind: kind, version: version, known: known)
      }
    }
  }

  /// Equal in family, kind, version and configuration.
  public static func == (a: Self, b: Self) -> Bool {
    switch (a.storage, b.storage) {
    case (.known(let a), .known(let b)): AnyHashable(a) == AnyHashable(b)
    case (.unknown(let f, let k, let v, let c, _), .unknown(let g, let l, let w, let d, _)):
      f == g && k == l && v == w && c == d
    default: false
    }
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(version)
    switch storage {
    case .known(let plugin): hasher.combine(AnyHashable(plugin))
    case .unknown(_, _, _, let configuration, _): hasher.combine(configuration)
    }
  }
}

extension AnyPlugin {
  private static let versionKey = AnyCodingKey("version")

  /// Reads a plugin of one family.
  /// - Parameters:
  ///   - family: The family that the place in the file belongs to.
  ///   - decoder: Holds the registry in its `userInfo` (``PluginRegistry/userInfo``).
  ///   - others: Keys that may stand beside the kind and belong to somebody else.
  /// - Throws: `DecodingError` if there is not exactly one kind, and what the plugin itself throws.
  public init(
    _ family: PluginFamily, from decoder: any Decoder, beside others: [String] = []
  ) throws {
    let registry = try PluginRegistry.of(decoder, for: family)
    (decoder as? ParameterProbe)?.holds(family)
    if let kind = try? decoder.singleValueContainer().decode(String.self) {
      guard let type = registry.type(of: family, kind: kind) else {
        try self.init(earlier: family, kind, 1, nil, registry, from: decoder, [])
        return
      }
      self.init(
        try type.init(
          from: EmptyConfiguration(codingPath: decoder.codingPath, userInfo: decoder.userInfo)))
      return
    }
    let container = try decoder.container(keyedBy: AnyCodingKey.self)
    let version = try container.decodeIfPresent(Int.self, forKey: Self.versionKey) ?? 1
    let kinds = container.allKeys.filter {
      $0 != Self.versionKey && !others.contains($0.stringValue)
    }
    guard let key = kinds.first, kinds.count == 1 else {
      let got = kinds.isEmpty ? "none" : kinds.map { "'\($0.stringValue)'" }.joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "expected the name of one \(family), got \(got)"))
    }
    guard let type = registry.type(of: family, kind: key.stringValue, version: version) else {
      let configuration = try container.decode(Configuration.self, forKey: key)
      try self.init(
        earlier: family, key.stringValue, version, configuration, registry, from: decoder, [key])
      return
    }
    self.init(try type.init(from: container.superDecoder(forKey: key)))
  }

  /// A plugin of a version that is not the registered type's: migrated if that can be, else kept as data.
  private init(
    earlier family: PluginFamily, _ kind: String, _ version: Int, _ configuration: Configuration?,
    _ registry: PluginRegistry, from decoder: any Decoder, _ path: [any CodingKey]
  ) throws {
    if let type = registry.currentType(of: family, kind: kind), version >= 1,
      version < type.version,
      let current = try type.migrate(configuration ?? .object([]), from: version)
    {
      MigrationLog.note(
        PluginMigration(family: family, kind: kind, from: version, to: type.version), in: decoder)
      self.init(
        try type.init(
          from: ConfigurationDecoder(
            current, codingPath: decoder.codingPath + path, userInfo: decoder.userInfo)))
      return
    }
    self.init(
      storage: .unknown(
        family: family, kind: kind, version: version, configuration,
        known: registry.kinds(of: family)))
  }

  /// Writes the plugin as described above.
  /// - Throws: What the encoder or the plugin throws.
  public func encode(to encoder: any Encoder) throws {
    if version == 1, hasNoConfiguration {
      var container = encoder.singleValueContainer()
      try container.encode(kind)
    } else {
      try encodeFields(to: encoder)
    }
  }

  /// Writes the plugin as fields of an object that may hold others beside them.
  /// - Throws: What the encoder or the plugin throws.
  public func encodeFields(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyCodingKey.self)
    switch storage {
    case .known(let plugin): try container.encode(plugin, forKey: AnyCodingKey(kind))
    case .unknown(_, _, _, let configuration, _):
      try container.encode(configuration ?? .object([]), forKey: AnyCodingKey(kind))
    }
    if version != 1 { try container.encode(version, forKey: Self.versionKey) }
  }

  private var hasNoConfiguration: Bool {
    switch storage {
    case .known(let plugin): plugin.isBare
    case .unknown(_, _, _, let configuration, _): configuration == nil
    }
  }
}
