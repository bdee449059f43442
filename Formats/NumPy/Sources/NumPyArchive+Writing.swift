import StrataBytes

extension NumPyArchive {
  /// Writes named arrays as one archive, which is whole or absent. The same arrays give the same bytes:
  /// there is no time in it.
  /// - Parameters:
  ///   - arrays: The arrays and their names, without `.npy`.
  ///   - path: The file.
  ///   - packing: Whether arrays are packed by deflate where that makes them smaller. Which bytes that
  ///     gives depends on the version of zlib.
  /// - Throws: ``NumPyError/unwritable(path:expected:got:)`` for names that are empty or come twice and
  ///   for 4 GiB or more, ``NumPyError/bytes(_:)`` for a file that cannot be written.
  /// - Complexity: O(bytes); memory for one array at a time.
  public static func write(
    _ arrays: [(name: String, array: NumPyArray)], to path: String, packing: Bool = false
  ) throws(NumPyError) {
    var file = try NumPyError.wrapping { () throws(ByteError) in try AtomicFile(replacing: path) }
    try write(arrays, path, packing: packing) { (bytes) throws(ByteError) in try file.write(bytes) }
    do throws(ByteError) {
      try file.commit()
    } catch {
      throw .bytes(error)
    }
  }

  /// The same archive in memory.
  /// - Throws: As ``write(_:to:packing:)``.
  public static func encoded(
    _ arrays: [(name: String, array: NumPyArray)], packing: Bool = false
  ) throws(NumPyError) -> [UInt8] {
    var all: [UInt8] = []
    try write(arrays, "archive", packing: packing) { all += $0 }
    return all
  }

  private static func write(
    _ arrays: [(name: String, array: NumPyArray)], _ path: String, packing: Bool,
    _ write: ([UInt8]) throws(ByteError) -> Void
  ) throws(NumPyError) {
    func refusing(_ expected: String, _ got: String) -> NumPyError {
      .unwritable(path: path, expected: expected, got: got)
    }
    guard arrays.count < 0xFFFF else { throw refusing("below 65,535 arrays", "\(arrays.count)") }
    var (directory, offset, names) = (ByteWriter(), 0, Set<[UInt8]>())
    for (name, array) in arrays {
      let fileName = Array((name + ".npy").utf8)
      guard !name.isEmpty, !fileName.contains(0), fileName.count <= 0xFFFF else {
        throw refusing("a name of up to 65,531 bytes without a zero", "'\(name)'")
      }
      guard names.insert(fileName).inserted else {
        throw refusing("arrays of different names", "'\(name)' twice")
      }
      let content = array.encoded()
      var deflate = Deflate()
      let packed = packing ? deflate.pack(content.span, limit: content.count - 1) : nil
      let data = packed ?? content
      let header = EntryHeader(
        name: fileName, method: packed == nil ? 0 : 8, crc: CRC32.checksum(content),
        packedCount: data.count, count: content.count)
      guard content.count < 0xFFFF_FFFF, offset < 0xFFFF_FFFF else {
        throw refusing("an archive below 4 GiB", "more for '\(name)'")
      }
      try NumPyError.wrapping { () throws(ByteError) in
        try write(header.local)
        try write(data)
      }
      directory.write(header.directory(offset: offset))
      offset += header.local.count + data.count
    }
    guard offset < 0xFFFF_FFFF, directory.count < 0xFFFF_FFFF else {
      throw refusing("an archive below 4 GiB", "more")
    }
    var end = ByteWriter()
    end.write(UInt32(0x0605_4B50))
    end.write(UInt32(0))
    for _ in 0..<2 { end.write(UInt16(arrays.count)) }
    end.write(UInt32(directory.count))
    end.write(UInt32(offset))
    end.write(UInt16(0))
    try NumPyError.wrapping { () throws(ByteError) in try write(directory.bytes + end.bytes) }
  }
}

/// What stands before an entry's data, and what the directory says of it.
private struct EntryHeader {
  let name: [UInt8]
  let method: UInt16
  let crc: UInt32
  let packedCount: Int
  let count: Int

  var local: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(0x0403_4B50))
    writeShared(to: &writer)
    writer.write(name)
    return writer.bytes
  }

  func directory(offset: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(0x0201_4B50))
    writer.write(UInt16(20))
    writeShared(to: &writer)
    // No comment, the first volume, no attributes.
    for _ in 0..<3 { writer.write(UInt16(0)) }
    writer.write(UInt32(0))
    writer.write(UInt32(truncatingIfNeeded: offset))
    writer.write(name)
    return writer.bytes
  }

  /// Version 2.0; bit 11 for a name in UTF-8; midnight of 1 January 1980, as NumPy writes it.
  private func writeShared(to writer: inout ByteWriter) {
    writer.write(UInt16(20))
    writer.write(UInt16(name.contains { $0 >= 0x80 } ? 1 << 11 : 0))
    writer.write(method)
    writer.write(UInt16(0))
    writer.write(UInt16(1 << 5 | 1))
    writer.write(crc)
    writer.write(UInt32(truncatingIfNeeded: packedCount))
    writer.write(UInt32(truncatingIfNeeded: count))
    writer.write(UInt16(name.count))
    writer.write(UInt16(0))
  }
}
