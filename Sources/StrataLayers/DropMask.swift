import StrataTensor

/// Which values a layer drops while it trains: a function of the seed, the node, the step, the
/// sample's place in the global batch and the element alone.
struct DropMask {
  /// The probability of a 0, at least 0 and below 1.
  let rate: Float

  /// - Throws: ``LayerError`` for a rate outside 0..<1.
  func check(_ kind: String) throws(LayerError) {
    guard rate >= 0, rate < 1 else {
      throw LayerError("\(kind): rate", expected: "at least 0 and below 1", got: "\(rate)")
    }
  }

  /// Writes 0 for what is dropped and one number for what is kept.
  func draw<T: Real>(
    into mask: MutableTensorView<T>, kept: T, _ random: RandomStream, firstSample: Int
  ) {
    let samples = mask.shape[0]
    let length = samples == 0 ? 0 : mask.count / samples
    // A word below the threshold drops: probability rate, to within 2⁻³².
    let threshold = UInt32(Double(rate) * 0x1p32)
    mask.withMutableSpan { span in
      for sample in 0..<samples {
        let start = sample * length
        for block in 0..<(length + 3) / 4 {
          let words = random.block(sample: firstSample + sample, block: block)
          let four: InlineArray<4, UInt32> = [words.0, words.1, words.2, words.3]
          for lane in 0..<min(4, length - block * 4) {
            span[start + block * 4 + lane] = four[lane] < threshold ? 0 : kept
          }
        }
      }
    }
  }
}
