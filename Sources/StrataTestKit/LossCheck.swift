public import StrataLosses
public import StrataPlugin
import StrataTensor

/// Checks all that a loss promises, with 1 and 3 outputs, for class numbers and for values, as far
/// as it takes them.
///
/// - In Double, the mean's gradient is that of signed central differences.
/// - Every loss and every derivative is written, and finite at the extremes.
/// - Float agrees with Double.
/// - A sample's loss and gradient have the same bits alone and in a batch, twice, and with 1, 2 and
///   3 threads.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - loss: The loss.
///   - range: Where predictions are drawn from: 0.05...0.95 for a loss of probabilities.
///   - targets: Where target values are drawn from. For a loss that takes classes, each sample's
///     are then divided by their sum.
///   - extremes: Predictions at which loss and gradient must stay finite.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Returns: A digest of all that was computed in Float.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkLoss<L: Loss>(
  _ loss: L, predictions range: ClosedRange<Float> = -2...2,
  targets: ClosedRange<Float> = 0.05...0.95, extremes: [Float] = [-1e4, 0, 1e4],
  plugins: [any Plugin.Type] = [], seed: UInt64 = 1, tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(loss, plugins: plugins)
  try checkHyperparameters("loss '\(L.kind)'", loss.check)
  var digest = Digest()
  var kinds = 0
  for outputs in [1, 3] {
    for classes in [true, false] {
      let isTaken = (try? loss.check(outputs: outputs, targets: classes ? nil : outputs)) != nil
      guard isTaken else { continue }
      kinds += 1
      let what = "\(outputs) outputs, \(classes ? "class numbers" : "values")"
      let check = LossCheck(
        loss: loss, outputs: outputs, classes: classes, range: range, targetRange: targets,
        seed: seed, tolerances: tolerances,
        compare: Comparison(subject: "loss '\(L.kind)' with \(what)", tolerances: tolerances))
      try check.gradient()
      try check.float(&digest)
      try check.extremes(extremes)
      try check.threads(&digest)
    }
  }
  guard kinds > 0 else {
    throw CheckFailure(
      "loss '\(L.kind)'", "targets", expected: "some taken with 1 or 3 outputs", got: "none")
  }
  return digest
}

private struct LossCheck<L: Loss> {
  let loss: L
  let outputs: Int
  let classes: Bool
  let range: ClosedRange<Float>
  let targetRange: ClosedRange<Float>
  let seed: UInt64
  let tolerances: Tolerances
  let compare: Comparison

  private func predictions(_ samples: Int) -> Tensor<Float> {
    Samples.uniform([samples, outputs], in: range, seed: seed)
  }

  private func targets(_ samples: Int) -> SampleTargets {
    SampleTargets(
      loss, samples: samples, outputs: outputs, classes: classes, in: targetRange, seed: seed)
  }

  private func run<T: Real>(
    _ predictions: TensorView<T>, _ targets: SampleTargets, scale: T,
    workers: WorkerPool = .single
  ) -> (losses: [T], gradient: [T]) {
    let arithmetic = Arithmetic<T>(workers: workers)
    let losses = MutableTensorView<T>.unwritten([predictions.shape[0]])
    let gradient = MutableTensorView<T>.unwritten(predictions.shape)
    FloatingPointEnvironment.pinned {
      loss.apply(to: predictions, targets.view(), into: losses, arithmetic)
      loss.applyGradient(predictions, targets.view(), scale: scale, into: gradient, arithmetic)
    }
    return (losses.tensor.elements, gradient.tensor.elements)
  }

  func gradient() throws(CheckFailure) {
    let samples = 5
    let view = MutableTensorView<Double>.unwritten([samples, outputs])
    view.copy(from: TensorView(widening: predictions(samples)))
    let (losses, gradient) = run(view.readOnly, targets(samples), scale: 1 / Double(samples))
    try compare.written("losses", losses)
    try compare.written("gradient", gradient)
    let objective = LossObjective(loss: loss, targets: targets(samples))
    try DifferenceQuotient(subject: compare.subject, tolerances: tolerances)
      .check("predictions", view, gradient: gradient) { () throws(CheckFailure) in
        objective.value([view.readOnly])
      }
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let samples = 7
    let (predictions, targets) = (predictions(samples), targets(samples))
    let got = run(TensorView(predictions), targets, scale: 0.25)
    let double = run(TensorView<Double>(widening: predictions), targets, scale: 0.25)
    try compare.near("losses in Float", got.losses, double.losses)
    try compare.near("gradient in Float", got.gradient, double.gradient)
    digest.add(got.losses)
    digest.add(got.gradient)

    let again = run(TensorView(predictions), targets, scale: 0.25)
    try compare.sameBits("losses twice", again.losses, got.losses)
    try compare.sameBits("gradient twice", again.gradient, got.gradient)
    for range in [0..<1, 1..<3, 3..<7] {
      let part = run(
        TensorView(predictions.rows(range)), targets.rows(range), scale: 0.25)
      try compare.sameBits(
        "losses of samples \(range) alone", part.losses, Array(got.losses[range]))
      try compare.sameBits(
        "gradient of samples \(range) alone", part.gradient,
        Array(got.gradient[range.lowerBound * outputs..<range.upperBound * outputs]))
    }
  }

  func extremes(_ extremes: [Float]) throws(CheckFailure) {
    // Every extreme against its neighbours in the list, with the targets at both ends.
    let samples = extremes.count * 2
    var predictions = Tensor<Float>(zeros: [samples, outputs])
    for place in 0..<predictions.shape.count {
      predictions[place] = extremes[(place / outputs + place % outputs) % extremes.count]
    }
    let targets: SampleTargets
    if classes {
      let count = outputs == 1 && !loss.takesClasses ? 2 : outputs
      targets = .classes((0..<samples).map { Int32($0 / extremes.count % count) })
    } else {
      var values = Tensor<Float>(zeros: predictions.shape)
      for sample in 0..<samples {
        values[sample * outputs + sample / extremes.count % outputs] = 1
        if outputs == 1, sample < extremes.count { values[sample] = 0 }
      }
      targets = .values(values)
    }
    let got = run(TensorView(predictions), targets, scale: 1)
    try compare.finite("losses at \(extremes)", got.losses)
    try compare.finite("gradient at \(extremes)", got.gradient)
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let samples = SharedWork.elements / outputs + 65
    let (predictions, targets) = (predictions(samples), targets(samples))
    let one = run(TensorView(predictions), targets, scale: 0.25)
    digest.add(one.losses)
    digest.add(one.gradient)
    for threads in SharedWork.threads.dropFirst() {
      let workers = WorkerPool(threads: threads)
      let got = run(TensorView(predictions), targets, scale: 0.25, workers: workers)
      try compare.sameBits("losses with \(threads) threads", got.losses, one.losses)
      try compare.sameBits("gradient with \(threads) threads", got.gradient, one.gradient)
    }
  }
}
