/// A value with a name in a file: a layer, an activation, a loss, an optimizer, …
///
/// A plugin is its hyperparameters and nothing else: what it learns lives in the model. Files and
/// network descriptions name it by `kind` and `version` and hold its `Codable` form as its
/// configuration; a ``PluginRegistry`` finds the type again.
///
/// A plugin whose configuration has defaults decodes them itself, so that a person may leave them
/// out; one whose values can be wrong checks them in `init(from:)` too.
public protocol Plugin: Codable, Hashable, Sendable {
  /// What this is a kind of. The protocols that refine `Plugin` say it for all who conform.
  static var family: PluginFamily { get }

  /// The name in files, unique in the family; lower camel case, such as `leakyReLU`.
  static var kind: String { get }

  /// What a list of plugins says of it: a line without a full stop, at most some 70 characters.
  static var summary: String { get }

  /// The version of the configuration's form and of what is computed from it, from 1 on.
  ///
  /// Raise it when a configuration written before would mean something else now, and say in
  /// ``migrate(_:from:)`` what it means.
  static var version: Int { get }

  /// What a configuration of an earlier version is in this one; nil if that cannot be said. The plugin
  /// is then kept as data, as one of an unknown kind is.
  ///
  /// The plugin decodes from what this returns and must do what the earlier version did; from then on
  /// it is written in its own version. It refuses what the earlier version would have refused.
  ///
  /// What was learned goes along as it is. So a layer may migrate a configuration only if its
  /// parameters keep their number, names, order, shapes and meaning under it, and an optimizer only if
  /// its slots and numbers do.
  /// - Parameters:
  ///   - configuration: As it was written; an object without fields for a bare kind.
  ///   - version: The version that wrote it, at least 1 and below ``version``.
  /// - Throws: ``PluginError/invalid(kind:parameter:expected:got:)`` or any other error.
  static func migrate(_ configuration: Configuration, from version: Int) throws -> Configuration?

  /// Whether the kind alone says all, so that it is written as the bare name: `"relu"`.
  ///
  /// A plugin that had nothing to configure and now has says yes where all is as it was: what was
  /// written before then comes out the same.
  var isBare: Bool { get }
}

extension Plugin {
  /// Nothing.
  public static var summary: String { "" }
  /// 1, until a plugin changes what its configuration means.
  public static var version: Int { 1 }
  /// Nothing can be said of earlier versions.
  public static func migrate(
    _ configuration: Configuration, from version: Int
  ) throws -> Configuration? { nil }
  /// A type without stored properties has nothing to configure.
  public var isBare: Bool { MemoryLayout<Self>.size == 0 }
}
