internal import Glibc

/// The system calls that replacing a file takes. Tests put failing ones in their place.
struct FileCalls: Sendable {
  var open: @Sendable (_ path: String, _ flags: Int32) -> Int32 = { path, flags in
    unsafe Glibc.open(path, flags, 0o666)
  }
  var setMode: @Sendable (_ file: Int32, _ mode: mode_t) -> Int32 = { fchmod($0, $1) }
  var write: @Sendable (_ file: Int32, Span<UInt8>) -> Int = { file, bytes in
    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
  }
  var sync: @Sendable (_ file: Int32) -> Int32 = { fsync($0) }
  var close: @Sendable (_ file: Int32) -> Int32 = { Glibc.close($0) }
  var rename: @Sendable (_ old: String, _ new: String) -> Int32 = { unsafe Glibc.rename($0, $1) }
}
