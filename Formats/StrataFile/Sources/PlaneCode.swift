/// How one byte plane of one block is stored, and in how many bytes.
///
/// In the file: one number of 32 bits, the codec in the upper 8 and the length in the lower 24.
struct PlaneCode: Equatable {
  /// The codecs of version 1.0; an unknown one makes its tensor unreadable.
  enum Codec: UInt8 {
    /// The bytes as they are.
    case stored = 0
    /// All bytes are the one that is stored.
    case constant = 1
    /// Raw deflate data.
    case deflate = 2
  }

  var codec: UInt8
  var length: Int

  init(_ codec: Codec, length: Int) {
    self.codec = codec.rawValue
    self.length = length
  }

  init(word: UInt32) {
    codec = UInt8(word >> 24)
    length = Int(word & 0xFF_FFFF)
  }

  var word: UInt32 { UInt32(codec) << 24 | UInt32(truncatingIfNeeded: length) & 0xFF_FFFF }
}
