import Glibc
import Strata
import Synchronization

/// The plugins that this run knows: the package's own, and those of libraries that it has loaded.
enum Plugins {
  private static let known = Mutex(PluginRegistry.standard)

  /// What files, network files and options are read with.
  static var registry: PluginRegistry { known.withLock { $0 } }

  /// Loads libraries: first those that `STRATA_PLUGINS` names, then those of the command line.
  /// - Throws: `PluginLibraryError`.
  static func load(_ paths: [String]) throws(PluginLibraryError) {
    let named = unsafe getenv("STRATA_PLUGINS").map { unsafe String(cString: $0) } ?? ""
    // The registry takes time to make, which a run that loads nothing may not need.
    for path in named.split(separator: ":").map(String.init) + paths {
      let library = try PluginLibrary(path: path)
      try known.withLock { (registry) throws(PluginLibraryError) in
        try registry.register(library)
      }
    }
  }
}
