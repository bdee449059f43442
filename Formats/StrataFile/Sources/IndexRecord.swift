internal import StrataBytes

/// What the index says of one tensor.
struct IndexRecord {
  /// Bytes of a record before its dimensions.
  static let fixedSize = 72
  static let maximumRank = 32

  var name: [UInt8]
  var role: UInt8
  var dtype: UInt8
  var dimensions: [Int]
  var transform: UInt8
  var blockShift: Int
  /// Bytes an element, and planes a block.
  var width: Int
  var crc: UInt32
  var byteCount: Int
  var offset: Int
  var storedByteCount: Int
  var digest: [UInt8]
  /// CRC-32 of the stored bytes of each block.
  var blockCRCs: [UInt32] = []
  /// The planes of all blocks, `width` a block.
  var planes: [PlaneCode] = []

  /// Bytes of an unpacked block; the last one may be smaller.
  var blockByteCount: Int { width << blockShift }

  /// How the planes of a block are stored.
  func planes(of block: Int) -> ArraySlice<PlaneCode> {
    planes[block * width..<(block + 1) * width]
  }

  /// The number of stored bytes of a block.
  func storedByteCount(of block: Int) -> Int {
    planes(of: block).reduce(0) { $0 + $1.length }
  }

  /// Which of the unpacked bytes a block holds.
  func elementRange(of block: Int) -> Range<Int> {
    elementRange(of: block..<block + 1)
  }

  /// Which of the unpacked bytes some blocks hold; there is at least one of them.
  func elementRange(of blocks: Range<Int>) -> Range<Int> {
    blocks.lowerBound * blockByteCount..<min(blocks.upperBound * blockByteCount, byteCount)
  }

  /// How many blocks there are.
  var blockCount: Int {
    let whole = byteCount / blockByteCount
    return byteCount % blockByteCount == 0 ? whole : whole + 1
  }

  var encoded: [UInt8] {
    var writer = ByteWriter()
    let nameSize = (name.count + 3) / 4 * 4
    let size =
      Self.fixedSize + 8 * dimensions.count + 4 * (blockCRCs.count + planes.count) + nameSize
    writer.write(UInt32(size))
    writer.write(UInt16(name.count))
    writer.write(role)
    writer.write(dtype)
    writer.write(UInt8(dimensions.count))
    writer.write(transform)
    writer.write(UInt8(blockShift))
    writer.write(UInt8(width))
    writer.write(crc)
    writer.write(UInt64(byteCount))
    writer.write(UInt64(offset))
    writer.write(UInt64(storedByteCount))
    writer.write(digest)
    for dimension in dimensions { writer.write(UInt64(dimension)) }
    for (block, crc) in blockCRCs.enumerated() {
      writer.write(crc)
      for plane in planes(of: block) { writer.write(plane.word) }
    }
    writer.write(name)
    writer.pad(toMultipleOf: 4)
    return writer.bytes
  }

  /// - Parameter isNewer: whether a newer minor version may have put more at the end of a record.
  /// - Throws: `ByteError`, with offsets in the index.
  init(_ index: inout ByteReader, isNewer: Bool) throws(ByteError) {
    let start = index.offset
    let size = Int(try index.readUInt32())
    guard size >= Self.fixedSize, size % 4 == 0 else {
      throw index.corrupt("a record of \(size) bytes", at: start)
    }
    var reader = try index.section(size - 4, what: index.what)
    let nameSize = Int(try reader.readUInt16())
    role = try reader.readUInt8()
    dtype = try reader.readUInt8()
    let rank = Int(try reader.readUInt8())
    transform = try reader.readUInt8()
    blockShift = Int(try reader.readUInt8())
    width = Int(try reader.readUInt8())
    crc = try reader.readUInt32()
    byteCount = try reader.readInt()
    offset = try reader.readInt()
    storedByteCount = try reader.readInt()
    digest = try reader.read(32)
    guard rank <= Self.maximumRank else { throw reader.corrupt("rank \(rank)", at: start + 8) }
    guard (8...20).contains(blockShift), (1...16).contains(width) else {
      throw reader.corrupt("blocks of 2^\(blockShift) × \(width) bytes", at: start + 10)
    }
    guard byteCount % width == 0 else {
      throw reader.corrupt("\(byteCount) bytes of \(width) an element", at: start + 16)
    }
    name = []
    dimensions = []
    for _ in 0..<rank { dimensions.append(try reader.readInt()) }
    try readBlocks(&reader)
    name = try reader.read(nameSize)
    if let problem = Self.problem(ofName: name) {
      throw reader.corrupt(problem, at: reader.offset - nameSize)
    }
    guard try reader.read(-nameSize & 3).allSatisfy({ $0 == 0 }), isNewer || reader.isAtEnd else {
      throw reader.corrupt("bytes after the name")
    }
    try checkSize(reader, start)
  }

  /// The record of a tensor that is about to be packed, from `offset` on: no block is there yet, and
  /// checksum and digest are to come.
  init(_ tensor: TensorRecord, offset: Int) {
    name = Array(tensor.name.utf8)
    role = tensor.role.rawValue
    dtype = tensor.dtype.rawValue
    dimensions = tensor.dimensions
    width = tensor.dtype.byteWidth ?? 1
    self.offset = offset
    transform = tensor.dtype.transform.rawValue
    blockShift = BlockPacker.blockShift
    byteCount = tensor.bytes.count
    storedByteCount = 0
    crc = 0
    digest = []
  }

  /// The table of blocks: every one is at hand, so a tensor cannot ask for more memory than its
  /// index backs, 64 Ki elements for some bytes of it.
  private mutating func readBlocks(_ reader: inout ByteReader) throws(ByteError) {
    let count = blockCount
    let (size, overflows) = count.multipliedReportingOverflow(by: 4 * (1 + width))
    guard !overflows, size <= reader.remaining else {
      throw reader.corrupt("\(count) blocks in \(reader.remaining) bytes")
    }
    var stored = 0
    for _ in 0..<count {
      blockCRCs.append(try reader.readUInt32())
      for _ in 0..<width {
        let plane = PlaneCode(word: try reader.readUInt32())
        // At most 2^24 for each four bytes at hand: this sum cannot overflow.
        stored += plane.length
        planes.append(plane)
      }
    }
    guard stored == storedByteCount else {
      throw reader.corrupt("blocks of \(stored) bytes in all, expected \(storedByteCount)")
    }
  }

  /// Dimensions and bytes must agree, where the dtype says how wide an element is.
  private func checkSize(_ reader: ByteReader, _ start: Int) throws(ByteError) {
    guard let known = StoredDType(rawValue: dtype).byteWidth else { return }
    guard known == width else {
      throw reader.corrupt("\(width) bytes an element, expected \(known)", at: start + 11)
    }
    guard Self.byteCount(dimensions, width: width) == byteCount else {
      throw reader.corrupt(
        "dimensions \(dimensions) do not make \(byteCount) bytes", at: start + 16)
    }
  }

  /// The product, or nil if it does not fit an `Int` (also if a dimension of 0 would hide that).
  static func byteCount(_ dimensions: [Int], width: Int) -> Int? {
    var product = width
    var isEmpty = false
    for dimension in dimensions {
      guard dimension >= 0 else { return nil }
      if dimension == 0 {
        isEmpty = true
        continue
      }
      let (next, overflows) = product.multipliedReportingOverflow(by: dimension)
      if overflows { return nil }
      product = next
    }
    return isEmpty ? 0 : product
  }

  /// What is wrong with a name, or nil.
  static func problem(ofName name: [UInt8]) -> String? {
    guard (1...512).contains(name.count) else { return "a name of \(name.count) bytes" }
    guard let text = String(validating: name, as: UTF8.self) else {
      return "a name that is not UTF-8"
    }
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
    }
    return text.unicodeScalars.contains(where: isControl)
      ? "a name with a control character: '\(text)'" : nil
  }
}
