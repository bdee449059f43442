/// A plugin that was written in an earlier version and became the registered one.
public struct PluginMigration: Hashable, Sendable, CustomStringConvertible {
  /// The family it belongs to.
  public let family: PluginFamily
  /// Its name in files.
  public let kind: String
  /// The version that wrote it.
  public let from: Int
  /// The version that it is now.
  public let to: Int

  /// "layer 'gain' from version 1 to 2".
  public var description: String { "\(family) '\(kind)' from version \(from) to \(to)" }
}
