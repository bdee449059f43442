public import StrataLayers
public import StrataPlugin
public import StrataTensor

/// Checks all that an initializer promises.
///
/// - It gives as many values as the shape has elements, all finite, also for no element at all.
/// - Their mean and variance are the promised ones, as far as chance allows.
/// - The same stream gives the same bits; streams of other seeds give others, if it is random.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - initializer: The initializer.
///   - shape: The parameter's shape: thousands of elements, if values are random.
///   - fans: The numbers of inputs and outputs that one value stands between.
///   - mean: The mean that it promises.
///   - deviation: The standard deviation that it promises for these fans.
///   - isRandom: Whether values depend on the stream.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - tolerances: How near is near.
/// - Returns: A digest of the values.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkInitializer<I: Initializer>(
  _ initializer: I, shape: Shape = [120, 80], fans: Fans = Fans(input: 120, output: 80),
  mean: Double = 0, deviation: Double, isRandom: Bool = true, plugins: [any Plugin.Type] = [],
  tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(initializer, plugins: plugins)
  let subject = "initializer '\(I.kind)'"
  let compare = Comparison(subject: subject, tolerances: tolerances)

  func values(_ shape: Shape, seed: UInt64) throws(CheckFailure) -> [Float] {
    let random = RandomStream(seed: seed, purpose: .initialization, node: 2)
    let got: [Float]
    do {
      got = try FloatingPointEnvironment.pinned { () throws(LayerError) in
        try initializer.values(for: shape, fans: fans, random: random)
      }
    } catch {
      throw CheckFailure(
        subject, "values", expected: "\(shape.count) for the shape \(shape)", got: error.description
      )
    }
    guard got.count == shape.count else {
      throw CheckFailure(
        subject, "values", expected: "\(shape.count) for the shape \(shape)", got: "\(got.count)")
    }
    return got
  }

  let got = try values(shape, seed: 1)
  try compare.finite("values", got)
  try compare.sameBits("values drawn twice", try values(shape, seed: 1), got)
  if isRandom {
    _ = try values([0, 3], seed: 1)
    guard try values(shape, seed: 2) != got else {
      throw CheckFailure(
        subject, "values", expected: "others for another seed", got: "the same")
    }
  }
  try checkMoments(got.map(Double.init), subject, mean, deviation, tolerances)
  var digest = Digest()
  digest.add(got)
  return digest
}

/// Mean and variance of a sample are near normal for thousands of draws: the mean's deviation is
/// σ/√n, the variance's √((μ₄ − σ⁴)/n), with the fourth moment μ₄ taken from the sample.
private func checkMoments(
  _ values: [Double], _ subject: String, _ mean: Double, _ deviation: Double,
  _ tolerances: Tolerances
) throws(CheckFailure) {
  let count = Double(values.count)
  let gotMean = values.reduce(0, +) / count
  let distances = values.map { ($0 - mean) * ($0 - mean) }
  let variance = distances.reduce(0, +) / count
  let fourth = distances.reduce(0) { $0 + $1 * $1 } / count
  // What Float's rounding of each value may add.
  let rounding = 0x1p-23 * (mean.magnitude + deviation)
  let meanTolerance = tolerances.deviations * deviation / count.squareRoot() + rounding
  guard (gotMean - mean).magnitude <= meanTolerance else {
    throw CheckFailure(
      subject, "mean of \(values.count) values", expected: "\(mean) ± \(meanTolerance)",
      got: "\(gotMean)")
  }
  let spread = max(fourth - variance * variance, 0)
  let varianceTolerance =
    tolerances.deviations * (spread / count).squareRoot() + rounding * (deviation + rounding) * 2
  guard (variance - deviation * deviation).magnitude <= varianceTolerance else {
    throw CheckFailure(
      subject, "variance of \(values.count) values",
      expected: "\(deviation * deviation) ± \(varianceTolerance)", got: "\(variance)")
  }
}
