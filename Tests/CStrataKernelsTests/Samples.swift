import CStrataKernels

/// A small generator with a fixed seed: the same data in every run.
struct SampleGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum Samples {
  /// Values at which something changes.
  static let specials: [Float] =
    [
      0, 1, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, 0.625, 0.75, 10, 30, 3.96, 14.4, 14.6, 88.72284, 89, 103.97, 104,
      0x1p-24, 0x1p24,
      Float.leastNormalMagnitude.nextDown, 87.33655,
    ].flatMap { [$0, -$0] }

  /// Ordinary values in -2 ..< 2.
  static func ordinary(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SampleGenerator(seed: seed)
    return (0..<count).map { _ in Float.random(in: -2..<2, using: &generator) }
  }

  /// Ordinary values, some larger ones, any bit patterns, and specials.
  static func wild(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SampleGenerator(seed: seed)
    return (0..<count).map { _ in
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: specials.randomElement(using: &generator) ?? 0
      case 1: Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
      case 2, 3: Float.random(in: -110..<110, using: &generator)
      default: Float.random(in: -2..<2, using: &generator)
      }
    }
  }
}

extension Array<Float> {
  /// What is compared: the bits, with one NaN for all.
  var canonicalBits: [UInt32] { map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } }
}

/// Where two arrays first differ, as a line to read; nil where they do not.
func firstDifference(_ got: [Float], _ expected: [Float]) -> String? {
  guard got.count == expected.count else { return "\(got.count) elements, not \(expected.count)" }
  let (gotBits, expectedBits) = (got.canonicalBits, expected.canonicalBits)
  guard let i = gotBits.indices.first(where: { gotBits[$0] != expectedBits[$0] }) else {
    return nil
  }
  return "element \(i): got \(got[i]), expected \(expected[i])"
}
