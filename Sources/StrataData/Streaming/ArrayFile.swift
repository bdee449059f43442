import StrataBytes
import StrataNumPy
public import StrataTensor

/// An array in a file, `.npy` or IDX, told by its content, whose rows are read as they are needed and
/// never all at once. A row is what belongs to one place of the first axis.
///
/// The file must not be packed, as packed data has no places to go to, and hold its rows one after the
/// other: in C order. What can only be read from start to end (standard input, a pipe) is held in memory.
public struct ArrayFile: Sendable {
  /// What errors call it: its path.
  public let name: String
  /// The lengths of the axes; the first counts the rows.
  public let shape: Shape

  private let file: RandomAccessBytes
  private let dtype: NumPyDType
  /// Where the first row begins.
  private let start: Int

  /// Opens a file and reads its header.
  /// - Throws: ``DataError/stream(_:)`` for a file that cannot be read, is no such array, is packed,
  ///   is cut short or has more behind its end.
  public init(path: String) throws(DataError) {
    do {
      try self.init(RandomAccessBytes(path: path, limit: IDXArray.usualLimit))
    } catch let error as DataError {
      throw error
    } catch {
      throw .stream("\(error)")
    }
  }

  init(_ file: RandomAccessBytes) throws {
    self.file = file
    name = file.name
    let head = try file.read(min(file.count, DataFormat.peekLength), at: 0)
    let byteCount: Int
    switch DataFormat.detect(head) {
    case .numPy:
      let header = try NumPyHeader(path: file.name) { count throws(ByteError) in
        try file.read(min(count, file.count), at: 0)
      }
      guard !header.isFortranOrder || header.shape.rank < 2 else {
        throw Self.wrong(file, "rows one after the other (C order)", "columns (Fortran order)")
      }
      (dtype, shape, start, byteCount) =
        (header.dtype, header.shape, header.offset, header.byteCount)
    case .idx:
      var reader = ByteReader(head, what: file.name)
      let header = try IDXHeader(&reader)
      (dtype, shape, start) = (header.dtype, header.shape, reader.offset)
      byteCount = try header.byteCount(in: file.name)
    case .csv, .other:
      let isGzip = head.starts(with: [0x1F, 0x8B])
      throw Self.wrong(
        file, "an array, .npy or IDX, that is not packed", isGzip ? "gzip data" : "another file")
    }
    guard shape.rank > 0 else { throw Self.wrong(file, "an array of rows", "a single number") }
    guard file.count - start == byteCount else {
      throw Self.wrong(file, "\(byteCount) bytes of elements", "\(file.count - start)")
    }
  }

  private static func wrong(
    _ file: RandomAccessBytes, _ expected: String, _ got: String
  ) -> DataError { .stream("\(file.name.printable): expected \(expected), got \(got)") }

  /// The number of rows.
  public var rowCount: Int { shape[0] }
  /// Elements a row.
  public var rowLength: Int { rowCount == 0 ? 0 : shape.count / rowCount }

  /// Whether each row is a single element.
  var isOneARow: Bool { rowCount == 0 || rowLength == 1 }

  /// Room that reading needs, to be used again.
  struct Room {
    fileprivate var bytes: [UInt8] = []
  }

  /// Appends rows as `Float`, rounded to the nearest where `Float` does not hold them; rows that stand
  /// one after the other are read at once.
  /// - Precondition: Every place is in `0..<rowCount`.
  func appendRows(
    _ places: [Int], to floats: inout [Float], _ room: inout Room
  ) throws(DataError) {
    try forEachRun(of: places, &room) { (bytes, _) throws(DataError) in
      dtype.appendFloats(bytes, to: &floats)
    }
  }

  /// Appends rows as whole numbers.
  /// - Throws: Also ``DataError/sample(_:expected:got:)`` for a row that holds another number.
  /// - Precondition: Every place is in `0..<rowCount`.
  func appendRows(
    _ places: [Int], to integers: inout [Int32], _ room: inout Room
  ) throws(DataError) {
    try forEachRun(of: places, &room) { (bytes, first) throws(DataError) in
      let before = integers.count
      if let got = dtype.appendIntegers(bytes, to: &integers) {
        let place = first + (integers.count - before) / max(rowLength, 1)
        throw .sample(place, expected: "a whole number of 32 bits", got: got)
      }
    }
  }

  private func forEachRun(
    of places: [Int], _ room: inout Room,
    _ body: (ArraySlice<UInt8>, _ first: Int) throws(DataError) -> Void
  ) throws(DataError) {
    let rowBytes = rowLength * dtype.byteCount
    var next = 0
    while next < places.count {
      let first = places[next]
      var count = 1
      while next + count < places.count, places[next + count] == first + count { count += 1 }
      do throws(ByteError) {
        try file.read(count * rowBytes, at: start + first * rowBytes, into: &room.bytes)
      } catch {
        throw .stream("\(error)")
      }
      try body(room.bytes[..<(count * rowBytes)], first)
      next += count
    }
  }
}
