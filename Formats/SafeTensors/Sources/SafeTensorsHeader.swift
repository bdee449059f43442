internal import StrataBytes

/// The header of a file, read and checked: entries in the order of their bytes, which fill the file
/// without gap or overlap.
struct SafeTensorsHeader {
  static let metadataKey = "__metadata__"

  private(set) var tensors: [SafeTensorsInfo] = []
  private(set) var metadata: [(key: String, value: String)] = []
  /// Where the tensors' bytes begin in the file.
  private let dataOffset: Int

  init(_ file: RandomAccessBytes, _ limits: SafeTensorsLimits) throws(SafeTensorsError) {
    let path = file.name
    let (bytes, start) = try Self.text(file, limits)
    dataOffset = start
    guard bytes.first == UInt8(ascii: "{") else {
      throw .header(
        path: path, offset: 8, expected: "'{'", got: bytes.isEmpty ? "nothing" : "another byte")
    }
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let place = error.byteOffsets.lowerBound
      throw .header(
        path: path, offset: 8 + place, expected: "UTF-8",
        got: "the byte 0x\(String(bytes[place], radix: 16))")
    }
    var cursor = HeaderCursor(bytes, path: path, base: 8)
    var entries: [Entry] = []
    var metadata: [(key: String, value: String)] = []
    try cursor.members { (cursor, key, offset) throws(SafeTensorsError) in
      if key.utf8.elementsEqual(Self.metadataKey.utf8) {
        try cursor.members { (cursor, key, offset) throws(SafeTensorsError) in
          try Self.check(metadata.count, limits, path, offset)
          metadata.append((key, try cursor.string()))
        }
      } else {
        try Self.check(entries.count, limits, path, offset)
        entries.append(try Entry(&cursor, name: key, offset: offset))
      }
    }
    try cursor.end()
    self.metadata = metadata
    try place(entries, file)
  }

  private static func check(
    _ count: Int, _ limits: SafeTensorsLimits, _ path: String, _ offset: Int
  ) throws(SafeTensorsError) {
    guard count < limits.entries else {
      throw .limit(path: path, offset: offset, limit: limits.entries, got: count + 1)
    }
  }

  /// The text, if format and limits allow its size and it is there; and where the data begins.
  private static func text(
    _ file: RandomAccessBytes, _ limits: SafeTensorsLimits
  ) throws(SafeTensorsError) -> (bytes: [UInt8], end: Int) {
    let announced = try SafeTensorsError.wrapping { () throws(ByteError) in
      var reader = ByteReader(try file.read(8, at: 0), what: file.name)
      return try reader.readUInt64()
    }
    guard let count = Int(exactly: announced), count <= limits.headerBytes else {
      throw .limit(
        path: file.name, offset: 0, limit: limits.headerBytes, got: Int(clamping: announced))
    }
    let bytes = try SafeTensorsError.wrapping { () throws(ByteError) in
      try file.read(count, at: 8)
    }
    return (bytes, 8 + count)
  }

  /// Checks that the entries cover the rest of the file, each byte once.
  private mutating func place(
    _ entries: [Entry], _ file: RandomAccessBytes
  ) throws(SafeTensorsError) {
    let size = file.count - dataOffset
    let order = entries.indices.sorted {
      let (a, b) = (entries[$0], entries[$1])
      return (a.begin, a.end, $0) < (b.begin, b.end, $1)
    }
    var end = 0
    for entry in order.lazy.map({ entries[$0] }) {
      guard entry.begin == end else {
        throw entry.wrong(
          file.name, "bytes from \(end) on, without gap or overlap", "from \(entry.begin) on")
      }
      guard entry.end <= size else {
        throw entry.wrong(file.name, "an end within the \(size) bytes of data", "\(entry.end)")
      }
      tensors.append(
        SafeTensorsInfo(
          name: entry.name, dtype: entry.dtype, shape: entry.shape,
          offset: dataOffset + entry.begin, byteCount: entry.end - entry.begin))
      end = entry.end
    }
    guard end == size else {
      throw .header(
        path: file.name, offset: dataOffset + end, expected: "the end of the file",
        got: "\(size - end) bytes that belong to no tensor")
    }
  }
}

/// What the header says of one tensor.
private struct Entry {
  let name: String
  let dtype: SafeTensorsDType
  let shape: [Int]
  let begin: Int
  let end: Int
  /// Where it stands in the file.
  let offset: Int

  /// - Parameters:
  ///   - cursor: Stands behind the name.
  ///   - name: The tensor's name.
  ///   - offset: Where that stands in the file.
  init(_ cursor: inout HeaderCursor, name: String, offset: Int) throws(SafeTensorsError) {
    let path = cursor.path
    var (dtypeName, shape, offsets): (String?, [Int]?, [Int]?)
    do {
      try cursor.members { (cursor, key, place) throws(SafeTensorsError) in
        switch key {
        case "dtype": dtypeName = try cursor.string()
        case "shape": shape = try Self.numbers(&cursor)
        case "data_offsets": offsets = try Self.numbers(&cursor)
        default:
          throw .tensor(
            path: path, name: name, offset: place,
            expected: "the keys dtype, shape and data_offsets", got: "'\(key)'")
        }
      }
    } catch .header(_, let place, let expected, let got) {
      throw .tensor(path: path, name: name, offset: place, expected: expected, got: got)
    }
    func wrong(_ expected: String, _ got: String) -> SafeTensorsError {
      .tensor(path: path, name: name, offset: offset, expected: expected, got: got)
    }
    guard let dtypeName, let shape, let offsets else {
      let missing = dtypeName == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"
      throw wrong("the key \(missing)", "none")
    }
    guard let dtype = SafeTensorsDType(rawValue: dtypeName) else {
      let known = SafeTensorsDType.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong("a dtype of \(known)", "'\(dtypeName)'")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw wrong("data_offsets of a begin and an end behind it", "\(offsets)")
    }
    guard let byteCount = dtype.byteCount(of: shape) else {
      throw wrong("a shape whose bytes can be counted", "\(dtype) \(shape)")
    }
    guard byteCount == offsets[1] - offsets[0] else {
      throw wrong("\(byteCount) bytes for \(dtype) \(shape)", "\(offsets[1] - offsets[0])")
    }
    (self.name, self.dtype, self.shape, self.offset) = (name, dtype, shape, offset)
    (begin, end) = (offsets[0], offsets[1])
  }

  private static func numbers(_ cursor: inout HeaderCursor) throws(SafeTensorsError) -> [Int] {
    var numbers: [Int] = []
    try cursor.list("[", "]") { (cursor) throws(SafeTensorsError) in
      numbers.append(try cursor.number())
    }
    return numbers
  }

  func wrong(_ path: String, _ expected: String, _ got: String) -> SafeTensorsError {
    .tensor(path: path, name: name, offset: offset, expected: expected, got: got)
  }
}
