/// A generator with a seed (S. Vigna's SplitMix64), so that a failure comes again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Bytes with a few of them changed, dropped, doubled, replaced by ones that mean something, or cut.
func mutated(
  _ seed: [UInt8], with meaningful: [UInt8], using random: inout SplitMix
) -> [UInt8] {
  var bytes = seed
  for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
    let index = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.remove(at: index)
    case 2: bytes.insert(bytes[index], at: index)
    case 3: bytes[index] = meaningful.randomElement(using: &random) ?? 0
    default: bytes.removeLast(bytes.count - index)
    }
  }
  return bytes
}
