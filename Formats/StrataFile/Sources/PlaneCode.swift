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

  /// As in the file: a large index holds many of these.
  var word: UInt32

  init(word: UInt32) {
    self.word = word
  }

  /// - Parameter length: below 2²⁴; a plane of the longest block has 2²⁰ bytes.
  init(_ codec: Codec, length: Int) {
    word = UInt32(codec.rawValue) << 24 | UInt32(truncatingIfNeeded: length) & 0xFF_FFFF
  }

  /// The code of the codec, known or not.
  var codec: UInt8 { UInt8(word >> 24) }

  /// The number of stored bytes.
  var length: Int { Int(word & 0xFF_FFFF) }
}
