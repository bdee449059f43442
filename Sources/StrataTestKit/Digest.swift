/// A fingerprint of numbers to the last bit, to compare what different processes have computed.
///
/// 64-bit FNV-1a over the numbers' bits, least significant byte first (G. Fowler, L. C. Noll,
/// K.-P. Vo, 1991): for tests, not against an adversary.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The digest of nothing.
  public init() {}

  /// Takes in numbers, in order.
  public mutating func add(_ values: some Sequence<Float>) {
    for value in values { add(value.bitPattern) }
  }

  /// Takes in bytes, in order.
  public mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
  }

  private mutating func add(_ word: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      state = (state ^ UInt64(word >> UInt32(shift) & 0xFF)) &* 0x0000_0100_0000_01B3
    }
  }

  /// 16 hexadecimal digits.
  public var description: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
