internal import Synchronization

/// Takes note of the plugins that a decoder finds in an earlier version: whoever keeps texts as they
/// were must know that these now say something else.
public final class MigrationLog: Sendable {
  private let entries = Mutex<[PluginMigration]>([])

  /// An empty log.
  public init() {}

  /// What was migrated, in the order in which it was decoded.
  public var migrations: [PluginMigration] { entries.withLock { $0 } }

  /// What a decoder's `userInfo` must hold, beside the registry's, for this log to be written.
  public var userInfo: [CodingUserInfoKey: any Sendable] {
    Self.key.map { [$0: self] } ?? [:]
  }

  /// Notes a migration in the log of a decoder, if it has one.
  static func note(_ migration: PluginMigration, in decoder: any Decoder) {
    guard let key, let log = decoder.userInfo[key] as? MigrationLog else { return }
    log.entries.withLock { $0.append(migration) }
  }

  private static let key = CodingUserInfoKey(rawValue: "strata.migrations")
}
