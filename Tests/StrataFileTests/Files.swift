import Glibc
import StrataBytes
import Testing

/// Runs `body` with a new, empty folder, which is removed afterwards with all that is in it.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/strata-XXXXXX".utf8CString)
  let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
    unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
  }
  #expect(made)
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer {
    for name in (try? listing(folder)) ?? [] { unsafe remove("\(folder)/\(name)") }
    unsafe rmdir(folder)
  }
  return try body(folder)
}

/// The names in `folder`, sorted.
func listing(_ folder: String) throws -> [String] {
  let directory = try unsafe #require(unsafe opendir(folder))
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
        unsafe String(cString: $0)
      }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// Puts `content` into the file at `path` by the plainest way there is.
func put(_ content: [UInt8], at path: String) throws {
  let file = try unsafe #require(unsafe fopen(path, "wb"))
  let written = unsafe fwrite(content, 1, content.count, file)
  #expect(unsafe fclose(file) == 0)
  #expect(written == content.count)
}

/// What the file at `path` holds.
func content(of path: String) throws -> [UInt8] {
  var stream = try ByteStream(path: path)
  return try stream.readAll(limit: .max)
}
