internal import StrataBytes

/// A block as it will stand in the file, in memory that serves one block after the other.
struct PackedBlock {
  /// The stored bytes are the first `count` of these.
  var bytes: [UInt8] = []
  var count = 0
  /// What they are, a plane after the other.
  var planes: [PlaneCode] = []
  /// CRC-32 of the stored bytes, and of the elements.
  var crc: UInt32 = 0
  var elementCRC: UInt32 = 0

  /// Empty, with room for a block of `elementBytes` bytes, none of whose planes grows by being packed.
  mutating func clear(elementBytes: Int) {
    let room = elementBytes + Self.spare
    if bytes.count < room { bytes = [UInt8](repeating: 0, count: room) }
    count = 0
    planes.removeAll(keepingCapacity: true)
  }

  /// What a packer may write beyond the stored bytes.
  private static let spare = 8

  /// Appends a plane in the bytes that stand for it.
  /// - Precondition: They are at most as many as the plane has.
  mutating func append(_ codec: PlaneCode.Codec, _ part: Span<UInt8>) {
    unsafe part.withUnsafeBytes { part in
      unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count..<bytes.count])
          .copyMemory(from: part)
      }
    }
    planes.append(PlaneCode(codec, length: part.count))
    count += part.count
  }

  /// Appends a plane by the code that was chosen for it; false if it did not fit.
  mutating func append(_ plane: Span<UInt8>, by code: borrowing HuffmanDeflate) -> Bool {
    guard let length = code.pack(plane, into: &bytes, from: count) else { return false }
    planes.append(PlaneCode(.deflate, length: length))
    count += length
    return true
  }
}
