import Glibc
import StrataBytes

/// Folders for files that nobody asked to keep.
enum TemporaryFolder {
  /// Makes a new folder, in `$TMPDIR` or `/tmp`.
  /// - Throws: `ByteError.cannotWrite` if the system refuses.
  static func make(_ name: String) throws(ByteError) -> String {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/\(name).XXXXXX".utf8CString)
    // The template is an array that ends in 0; mkdtemp changes its last letters in place.
    let made = unsafe mkdtemp(&template)
    guard unsafe made != nil else {
      throw .cannotWrite(
        path: "\(parent)/\(name)", operation: "create",
        reason: unsafe String(cString: strerror(errno)).lowercased())
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
