/// Numbers in bytes that nobody has checked.
extension [UInt8] {
  /// The little-endian number of `size` bytes at a place, as far as there are bytes.
  func number(at place: Int, _ size: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<size where indices.contains(place + index) {
      number |= UInt64(self[place + index]) << UInt64(8 * index)
    }
    return number
  }

  /// The same as a count, cut to what a file of this test can have.
  func count(at place: Int, _ size: Int) -> Int {
    Int(clamping: Swift.min(number(at: place, size), 1 << 40))
  }

  /// Writes a number of `size` bytes, as far as there is room.
  mutating func put(_ number: UInt64, at place: Int, _ size: Int) {
    for index in 0..<size where indices.contains(place + index) {
      self[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
    }
  }

  /// The bytes of a range, as far as they are there.
  func part(_ start: Int, _ count: Int) -> [UInt8] {
    guard start >= 0, start < self.count, count > 0 else { return [] }
    return Array(self[start..<start + Swift.min(count, self.count - start)])
  }
}

/// A generator with a seed (S. Vigna's SplitMix64), so that a mutant comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, which is over 0.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
