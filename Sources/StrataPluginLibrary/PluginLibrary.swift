private import CStrataPlugin
private import Glibc
private import StrataBytes
public import StrataPlugin

/// The plugins of a shared library that was loaded into the program.
///
/// ```swift
/// var plugins = PluginRegistry.standard
/// try plugins.register(PluginLibrary(path: "libSwishPlugin.so"))
/// let model = try Model(path: "m.strata", plugins: plugins)
/// ```
///
/// The library and the program use one copy of Strata, the program's: the program must export its
/// symbols (`-Xlinker --export-dynamic`) and use Swift's shared libraries, and the library must be
/// linked without Strata, as `Tools/build plugin` does. Its code runs with all the rights of the
/// program: load only what you trust.
public struct PluginLibrary: Sendable {
  /// Where it was.
  public let path: String
  /// What it registers, in its order, not empty.
  public let plugins: [any Plugin.Type]

  /// The C function that a library of plugins must have. Its name holds the version of the call.
  public static let entryPoint = "strata_plugin_v1"

  /// Loads a library, which stays loaded; one that is loaded already comes again as it is.
  ///
  /// What it was built with is read from the file first: nothing of a library that does not fit runs.
  /// - Parameter path: The file; one without a slash is meant in the current folder.
  /// - Throws: ``PluginLibraryError``.
  public init(path: String) throws(PluginLibraryError) {
    // The system would look for a bare name in folders of its own.
    let path = path.contains("/") ? path : "./" + path
    guard Self.canLoad else { throw .programCannotLoad(path: path) }
    let file: RandomAccessBytes
    do throws(ByteError) { file = try RandomAccessBytes(path: path, limit: 0) } catch {
      throw .bytes(error)
    }
    guard let build = try LibraryNote.read(file) else { throw .noEntryPoint(path: path) }
    guard build.fits(.current) else {
      throw .otherBuild(path: path, library: build, program: .current)
    }
    guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .cannotLoad(path: path, reason: Self.problem(with: path))
    }
    guard let entry = unsafe dlsym(library, Self.entryPoint) else {
      throw .noEntryPoint(path: path)
    }
    // Looks in the library and in those that it brings, not in the program.
    let home = unsafe dlsym(library, Self.home)
    guard unsafe home == nil || UnsafeRawPointer(home) == strata_plugin_home_address() else {
      throw .ownCopy(path: path)
    }
    plugins = try unsafe Self.register(path, entry)
    self.path = path
  }

  /// Calls the entry point and takes down what it registers.
  private static func register(
    _ path: String, _ address: UnsafeMutableRawPointer
  ) throws(PluginLibraryError) -> [any Plugin.Type] {
    // The name says what the function takes.
    let entry = unsafe unsafeBitCast(
      address, to: (@convention(c) (UnsafeMutableRawPointer) -> Int32).self)
    let registration = Registration()
    let answer = withExtendedLifetime(registration) {
      var host = unsafe strata_plugin_host(
        home: strata_plugin_home_address(),
        registration: Unmanaged.passUnretained(registration).toOpaque())
      return unsafe entry(&host)
    }
    guard answer != Int32(STRATA_PLUGIN_OWN_COPY) else { throw .ownCopy(path: path) }
    guard answer == 0, !registration.plugins.isEmpty else {
      throw .entryPoint(path: path, answer: Int(answer))
    }
    return registration.plugins
  }

  /// Whether this program can load libraries of plugins: it uses Swift's shared libraries, and
  /// libraries see its Strata.
  public static var canLoad: Bool {
    // Nil, RTLD_DEFAULT: where a library's undefined symbols are looked for.
    guard unsafe UnsafeRawPointer(dlsym(nil, home)) == strata_plugin_home_address(),
      let runtime = unsafe dlopen("libswiftCore.so", RTLD_LAZY | RTLD_NOLOAD)
    else { return false }
    unsafe dlclose(runtime)
    return true
  }

  private static let home = "strata_plugin_home"

  /// What the system says of the last call that failed, without the file's name.
  private static func problem(with path: String) -> String {
    guard let text = unsafe dlerror() else { return "no reason given" }
    let reason = unsafe String(cString: text)
    return reason.hasPrefix(path + ": ") ? String(reason.dropFirst(path.count + 2)) : reason
  }
}

extension PluginRegistry {
  /// Adds the plugins of a library: all, or none.
  /// - Throws: `PluginLibraryError.plugin` if another type has the family and kind of one of them.
  public mutating func register(_ library: PluginLibrary) throws(PluginLibraryError) {
    var all = self
    do {
      for plugin in library.plugins { try all.register(plugin) }
    } catch {
      throw .plugin(path: library.path, error: error)
    }
    self = all
  }
}
