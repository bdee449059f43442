/// Random numbers that are a function of where they are used, not of what was drawn before.
///
/// Each number is Philox4x32-10 of a counter (J. Salmon et al., "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011), keyed by seed, purpose and node, counted by step, sample and element. So
/// a dropout mask is the same for any number of threads, any cut of the batch, and after a resume.
public struct RandomStream: Sendable {
  /// What numbers are drawn for: streams of different purposes never share a number.
  public enum Purpose: UInt64, Sendable {
    /// First values of parameters.
    case initialization = 1
    /// The order of samples in an epoch.
    case shuffling
    /// Which samples are kept for validation.
    case splitting
    /// What a layer draws while it trains: dropout masks, noise.
    case layer
    /// The inputs of golden vectors.
    case golden
    /// Which hyperparameters a search tries.
    case search
  }

  private let key: (UInt32, UInt32)
  private let step: UInt64

  /// The stream for one purpose at one place and time.
  /// - Parameters:
  ///   - seed: What the person chose.
  ///   - purpose: What the numbers are for.
  ///   - node: Which of the places with this purpose: a node's or a parameter's ordinal.
  ///   - step: The training step or epoch, below 2⁴⁸.
  public init(seed: UInt64, purpose: Purpose, node: Int = 0, step: Int = 0) {
    // Two rounds of SplitMix64's finalizer spread seed, purpose and node over the whole key.
    let place = UInt64(truncatingIfNeeded: node) &* 8 &+ purpose.rawValue
    let mixed = Self.mix(Self.mix(seed) ^ place)
    key = (UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    self.step = UInt64(truncatingIfNeeded: step)
  }

  /// Four words of random bits.
  /// - Parameters:
  ///   - sample: The sample's place in the global batch or data set, below 2⁴⁸.
  ///   - block: Which four of the sample's words, below 2³².
  public func block(sample: Int, block: Int) -> (UInt32, UInt32, UInt32, UInt32) {
    let sample = UInt64(truncatingIfNeeded: sample)
    let high =
      UInt32(truncatingIfNeeded: sample >> 32) << 16
      | UInt32(truncatingIfNeeded: step >> 32) & 0xFFFF
    return Self.philox(
      counter: (
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: sample),
        UInt32(truncatingIfNeeded: step), high
      ), key: key)
  }

  /// Philox4x32-10 of a counter.
  static func philox(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let (high0, low0) = c0.multipliedFullWidth(by: 0xD251_1F53)
      let (high1, low1) = c2.multipliedFullWidth(by: 0xCD9E_8D57)
      (c0, c1, c2, c3) = (high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }

  /// One word of random bits.
  public func word(sample: Int, element: Int) -> UInt32 {
    let four = block(sample: sample, block: element >> 2)
    switch element & 3 {
    case 0: return four.0
    case 1: return four.1
    case 2: return four.2
    default: return four.3
    }
  }

  /// A number from 0 up to, not including, 1: a multiple of 2⁻²⁴.
  public func uniform(sample: Int, element: Int) -> Float {
    Float(word(sample: sample, element: element) >> 8) * 0x1p-24
  }

  /// A number of the standard normal distribution, within ±5.5.
  ///
  /// √2 · erf⁻¹(2u − 1) with u the middle of one of 2²³ equal parts of 0…1; erf⁻¹ after M. Giles,
  /// "Approximating the erfinv function", GPU Computing Gems Jade Edition, 2011, table 5.
  public func normal(sample: Int, element: Int) -> Float {
    Self.normal(of: word(sample: sample, element: element))
  }

  /// Four numbers of the standard normal distribution: those that ``normal(sample:element:)`` gives
  /// for the four elements of a block, at a quarter of the cost.
  /// - Parameters:
  ///   - sample: The sample's place, as above.
  ///   - block: Which four of the sample's elements, below 2³².
  public func normals(sample: Int, block: Int) -> (Float, Float, Float, Float) {
    let four = self.block(sample: sample, block: block)
    return (
      Self.normal(of: four.0), Self.normal(of: four.1), Self.normal(of: four.2),
      Self.normal(of: four.3)
    )
  }

  /// The number of the standard normal distribution that a word stands for.
  static func normal(of word: UInt32) -> Float {
    // The upper 23 bits, so that every u is exact in Float.
    let u = Float(word >> 9) * 0x1p-22 + (0x1p-23 - 1)
    return 1.414_213_562 * inverseErf(u)
  }

  /// A whole number in `0..<bound`, each as likely to within 2⁻³².
  /// - Precondition: `0 < bound <= 2³²`.
  public func integer(below bound: Int, sample: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 32, "a random number below \(bound)")
    let four = block(sample: sample, block: 0)
    let word = UInt64(four.0) << 32 | UInt64(four.1)
    return Int(truncatingIfNeeded: word.multipliedFullWidth(by: UInt64(bound)).high)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private static func inverseErf(_ x: Float) -> Float {
    let w = -Float.log((1 - x) * (1 + x))
    if w < 5 {
      return x
        * polynomial(
          w - 2.5,
          [
            2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
            -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
          ])
    }
    return x
      * polynomial(
        w.squareRoot() - 3,
        [
          -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
          -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
        ])
  }

  private static func polynomial(_ x: Float, _ coefficients: InlineArray<9, Float>) -> Float {
    var sum = coefficients[0]
    // Every product and sum rounded on its own: the same bits on any machine.
    for index in 1..<9 { sum = sum * x + coefficients[index] }
    return sum
  }
}
