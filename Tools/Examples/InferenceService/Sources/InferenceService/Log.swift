import Glibc

/// Lines for whoever runs the service, at once and whole.
enum Log {
  /// - Parameter file: Standard error, or 1, standard output.
  static func line(_ text: String, to file: Int32 = 2) {
    let bytes = Array("\(text)\n".utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
  }
}
