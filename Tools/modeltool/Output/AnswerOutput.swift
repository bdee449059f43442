import StrataBytes

/// Where answers go: a file that is whole or absent, or standard output, at once.
final class AnswerOutput {
  private var file: AtomicFile?

  /// - Parameter path: The file; nil or - for standard output.
  init(_ path: String?) throws(ByteError) {
    if let path, path != "-" { file = try AtomicFile(replacing: path) }
  }

  func write(_ bytes: [UInt8]) throws(ByteError) {
    guard !bytes.isEmpty else { return }
    if try file?.write(bytes) == nil { try StandardOutput.print(data: bytes) }
  }

  /// Puts the file in its place.
  func commit() throws(ByteError) {
    if let file = file.take() { try file.commit() }
  }
}
