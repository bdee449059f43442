import StrataBytes

/// Named arrays in one `.npz` file, a zip archive of `.npy` files.
///
/// ```swift
/// let archive = try NumPyArchive(path: "digits.npz", limit: 1 << 30)
/// let images = try archive.array("images").floats
/// try NumPyArchive.write([("images", NumPyArray(images))], to: "copy.npz", packing: true)
/// ```
///
/// Each array is read when it is asked for. Archives of 4 GiB and more (zip64) are not read.
public struct NumPyArchive: Sendable {
  /// What errors call it: its path.
  public let name: String
  /// The arrays' names, in the order of the archive, without `.npy`. Other entries are passed over.
  public let names: [String]

  private let file: RandomAccessBytes
  private let limit: Int
  private let directory: ZipDirectory

  /// Opens an archive and reads its list of entries.
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: How many bytes any one array may have, unpacked; and the list of entries.
  /// - Throws: ``NumPyError`` for a file that is no archive, damaged, or encrypted.
  public init(path: String, limit: Int) throws(NumPyError) {
    try self.init(
      NumPyError.wrapping { () throws(ByteError) in try RandomAccessBytes(path: path, limit: limit)
      },
      limit: limit)
  }

  /// Opens an archive in memory.
  /// - Parameters:
  ///   - bytes: All of it.
  ///   - name: What errors call it.
  ///   - limit: As above.
  /// - Throws: As above.
  public init(_ bytes: [UInt8], name: String, limit: Int) throws(NumPyError) {
    try self.init(RandomAccessBytes(bytes, name: name), limit: limit)
  }

  private init(_ file: RandomAccessBytes, limit: Int) throws(NumPyError) {
    (self.file, self.limit, name) = (file, limit, file.name)
    directory = try ZipDirectory(file, limit: limit)
    names = directory.entries.compactMap { Self.arrayName($0.name) }
  }

  private static let suffix = ".npy"

  private static func arrayName(_ name: String) -> String? {
    name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
  }

  /// Reads and unpacks an array, and checks it against its checksum.
  /// - Parameter wanted: Its name, without `.npy`.
  /// - Throws: ``NumPyError``: for a name that is not there, for damage, and for more bytes than the
  ///   limit, before memory is taken for them.
  /// - Complexity: O(bytes of the array, entries).
  public func array(_ wanted: String) throws(NumPyError) -> NumPyArray {
    let fileName = Array((wanted + Self.suffix).utf8)
    guard let entry = directory.entries.first(where: { Array($0.name.utf8) == fileName }) else {
      throw .noArray(path: name, name: wanted, known: names)
    }
    let path = "\(name): '\(wanted)'"
    guard entry.count <= limit else {
      throw .limit(path: path, offset: entry.place, limit: limit, got: entry.count)
    }
    // Deflate adds 5 bytes to a block that it cannot make smaller.
    let most = entry.count + entry.count / 1000 + 64
    guard entry.packedCount <= most else {
      throw .limit(path: path, offset: entry.place, limit: most, got: entry.packedCount)
    }
    let start = try dataStart(of: entry)
    let content = try NumPyError.wrapping { () throws(ByteError) in
      let packed = try file.read(entry.packedCount, at: start)
      guard entry.isDeflated else { return packed }
      var inflate = Inflate()
      return try inflate.unpack(packed.span, count: entry.count, what: path, offset: start)
    }
    let crc = CRC32.checksum(content)
    guard crc == entry.crc else {
      throw .invalid(
        path: path, offset: entry.place, expected: "content of the CRC-32 \(entry.crc)",
        got: "\(crc)")
    }
    return try NumPyArray(content, name: path)
  }

  /// Where an entry's data begins, behind its own header.
  private func dataStart(of entry: ZipEntry) throws(NumPyError) -> Int {
    let size = 30
    let header = try NumPyError.wrapping { () throws(ByteError) in
      try file.read(size, at: entry.offset)
    }
    func field(_ place: Int) -> Int { Int(header[place]) | Int(header[place + 1]) << 8 }
    let nameCount = field(26)
    let start = entry.offset + size + nameCount + field(28)
    // Sizes may stand behind the data, so that the directory's alone count.
    guard header.starts(with: [0x50, 0x4B, 0x03, 0x04]), field(8) == (entry.isDeflated ? 8 : 0),
      nameCount == entry.name.utf8.count, start <= directory.offset,
      entry.packedCount <= directory.offset - start
    else {
      throw .invalid(
        path: name, offset: entry.offset,
        expected: "the header of '\(entry.name)' and \(entry.packedCount) bytes behind it",
        got: "other bytes")
    }
    let own = try NumPyError.wrapping { () throws(ByteError) in
      try file.read(nameCount, at: entry.offset + size)
    }
    guard own == Array(entry.name.utf8) else {
      throw .invalid(
        path: name, offset: entry.offset + size, expected: "the name '\(entry.name)'",
        got: "another")
    }
    return start
  }
}
