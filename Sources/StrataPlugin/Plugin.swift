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

  /// The version of the configuration's form and of what is computed from it, from 1 on.
  ///
  /// Raise it when a configuration written before would mean something else now.
  static var version: Int { get }

  /// Whether the kind alone says all, so that it is written as the bare name: `"relu"`.
  ///
  /// A plugin that had nothing to configure and now has says yes where all is as it was: what was
  /// written before then comes out the same.
  var isBare: Bool { get }
}

extension Plugin {
  /// 1, until a plugin changes what its configuration means.
  public static var version: Int { 1 }
  /// A type without stored properties has nothing to configure.
  public var isBare: Bool { MemoryLayout<Self>.size == 0 }
}
