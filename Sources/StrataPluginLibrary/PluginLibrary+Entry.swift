public import CStrataPlugin
public import StrataPlugin

extension PluginLibrary {
  /// Registers a library's plugins with the program that loads it: all that its entry point does.
  ///
  /// ```swift
  /// @c(strata_plugin_v1)
  /// public func entryPoint(_ host: UnsafeMutableRawPointer) -> Int32 {
  ///   unsafe PluginLibrary.register([Swish.self], with: host)
  /// }
  /// ```
  ///
  /// It is compiled into the library, which thereby carries the note of what it was built with.
  /// - Parameters:
  ///   - plugins: The types; kinds that neither the package nor another library has.
  ///   - host: What the entry point was handed.
  /// - Returns: What the entry point must return.
  @_alwaysEmitIntoClient
  public static func register(
    _ plugins: [any Plugin.Type], with host: UnsafeMutableRawPointer
  ) -> Int32 {
    let answer = unsafe strata_plugin_check(host)
    if answer == 0 { unsafe accept(plugins, from: host) }
    return answer
  }

  /// The host's half of the call.
  @usableFromInline
  static func accept(_ plugins: [any Plugin.Type], from host: UnsafeMutableRawPointer) {
    // A library's entry point hands back what `init(path:)` handed to it.
    let host = unsafe host.assumingMemoryBound(to: strata_plugin_host.self)
    guard let registration = unsafe host.pointee.registration else { return }
    unsafe Unmanaged<Registration>.fromOpaque(registration).takeUnretainedValue().plugins += plugins
  }
}

/// What a library registers while its entry point runs.
final class Registration {
  var plugins: [any Plugin.Type] = []
}
