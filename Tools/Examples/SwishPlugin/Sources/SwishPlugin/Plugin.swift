import Strata

/// What a program calls that loads this library.
@c(strata_plugin_v1)
public func entryPoint(_ host: UnsafeMutableRawPointer) -> Int32 {
  unsafe PluginLibrary.register([Swish.self], with: host)
}
