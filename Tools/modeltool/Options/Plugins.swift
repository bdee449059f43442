import Strata
import Synchronization

/// The plugins that this run knows: the package's own, and those of libraries that it has loaded.
enum Plugins {
  private static let known = Mutex(PluginRegistry.standard)

  /// What files, network files and options are read with.
  static var registry: PluginRegistry { known.withLock { $0 } }
}
