import StrataBytes

/// The list of a zip archive's entries, at its end (PKWARE, "APPNOTE.TXT: .ZIP file format
/// specification", version 6.3.10, 2022): one volume, no zip64, nothing between the directory and the
/// record that ends the file.
struct ZipDirectory: Sendable {
  private static let endSize = 22

  let entries: [ZipEntry]
  /// Where the directory begins: where the entries' data must end.
  let offset: Int

  /// - Parameters:
  ///   - file: The archive.
  ///   - limit: How many bytes the directory may have.
  /// - Throws: ``NumPyError``.
  init(_ file: RandomAccessBytes, limit: Int) throws(NumPyError) {
    let path = file.name
    guard file.count >= Self.endSize else {
      throw .bytes(
        .truncated(what: path, offset: 0, expected: Self.endSize, got: file.count))
    }
    // The last record may be followed by a comment of 16 bits' length.
    let tailCount = min(file.count, Self.endSize + 0xFFFF)
    let tail = try NumPyError.wrapping { () throws(ByteError) in
      try file.read(tailCount, at: file.count - tailCount)
    }
    guard let end = Self.endRecord(in: tail) else {
      throw .invalid(
        path: path, offset: file.count - Self.endSize, expected: "the end record of a zip archive",
        got: "other bytes")
    }
    let endOffset = file.count - tailCount + end
    func field(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(tail[end + place + $1]) << (8 * $1) }
    }
    let (count, size, offset) = (field(10, 2), field(12, 4), field(16, 4))
    guard count != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
      throw .invalid(
        path: path, offset: endOffset + 10, expected: "an archive below 4 GiB", got: "a zip64 one")
    }
    guard field(4, 4) == 0, field(8, 2) == count else {
      throw .invalid(
        path: path, offset: endOffset + 4, expected: "an archive of one volume", got: "several")
    }
    guard offset + size == endOffset, size >= count * ZipEntry.size else {
      throw .invalid(
        path: path, offset: endOffset + 12,
        expected: "a directory of \(count) entries that ends at \(endOffset)",
        got: "\(size) bytes at \(offset)")
    }
    guard size <= limit else {
      throw .limit(path: path, offset: offset, limit: limit, got: size)
    }
    let bytes = try NumPyError.wrapping { () throws(ByteError) in try file.read(size, at: offset) }
    var reader = ByteReader(bytes, what: path, base: offset)
    var (entries, names): ([ZipEntry], Set<[UInt8]>) = ([], [])
    for _ in 0..<count {
      let entry = try ZipEntry(&reader, base: offset)
      guard names.insert(Array(entry.name.utf8)).inserted else {
        throw .invalid(
          path: path, offset: entry.place, expected: "entries of different names",
          got: "'\(entry.name)' twice")
      }
      entries.append(entry)
    }
    guard reader.isAtEnd else {
      throw .invalid(
        path: path, offset: offset + reader.offset, expected: "\(count) entries", got: "more bytes")
    }
    (self.entries, self.offset) = (entries, offset)
  }

  /// Where the end record begins: the last place where its signature is followed by a comment that
  /// reaches the end.
  private static func endRecord(in tail: [UInt8]) -> Int? {
    let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    return (0...(tail.count - endSize)).last { start in
      tail[start] == signature[0] && tail[start..<start + 4].elementsEqual(signature)
        && start + endSize + Int(tail[start + 20]) + Int(tail[start + 21]) << 8 == tail.count
    }
  }
}
