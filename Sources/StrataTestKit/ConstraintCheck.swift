public import StrataLayers
public import StrataPlugin
import StrataTensor

/// Checks all that a constraint promises.
///
/// - Weights that it was applied to stay as they are, but for rounding, when it is applied again.
/// - It looks at each unit alone, and at its inputs in whatever axes: a unit's weights come out the same
///   to the last bit without the others, and in a shape of more axes.
/// - Zeros, and weights of any size, stay finite.
/// - Float agrees with Double.
/// - The same bits come twice, and with 1, 2, 3 and 8 threads.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - constraint: The constraint.
///   - range: Where weights are drawn from; some of them should break the constraint.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Returns: A digest of all that was computed in Float.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkConstraint<C: Constraint>(
  _ constraint: C, in range: ClosedRange<Float> = -4...4, plugins: [any Plugin.Type] = [],
  seed: UInt64 = 1, tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(constraint, plugins: plugins)
  let check = ConstraintCheck(
    constraint: constraint, range: range, seed: seed,
    compare: Comparison(subject: "constraint '\(C.kind)'", tolerances: tolerances))
  do throws(PluginError) {
    try constraint.check()
  } catch {
    throw CheckFailure(
      check.compare.subject, "hyperparameters", expected: "ones in range", got: error.description)
  }
  var digest = Digest()
  try check.float(&digest)
  try check.units()
  try check.extremes()
  try check.threads(&digest)
  return digest
}

private struct ConstraintCheck<C: Constraint> {
  let constraint: C
  let range: ClosedRange<Float>
  let seed: UInt64
  let compare: Comparison

  private func weights(_ shape: Shape) -> Tensor<Float> {
    Samples.uniform(shape, in: range, seed: seed)
  }

  /// The weights after the constraint was applied a number of times.
  private func applied<T: Real>(
    to weights: Tensor<Float>, times: Int = 1, workers: WorkerPool = .single,
    _ type: T.Type = T.self
  ) -> [T] {
    let view = MutableTensorView<T>.unwritten(weights.shape)
    view.copy(from: TensorView(widening: weights))
    FloatingPointEnvironment.pinned {
      for _ in 0..<times { apply(view, Arithmetic(workers: workers)) }
    }
    return view.tensor.elements
  }

  private func apply<T: Real>(_ view: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {
    if let view = view as? MutableTensorView<Float>,
      let arithmetic = arithmetic as? Arithmetic<Float>
    {
      constraint.apply(to: view, arithmetic)
    }
    if let view = view as? MutableTensorView<Double>,
      let arithmetic = arithmetic as? Arithmetic<Double>
    {
      constraint.apply(to: view, arithmetic)
    }
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let weights = weights([7, 19])
    let got: [Float] = applied(to: weights)
    try compare.near("weights in Float", got, applied(to: weights))
    try compare.near("weights in Float, applied twice", got, applied(to: weights, times: 2))
    try compare.sameBits("weights twice", applied(to: weights), got)
    digest.add(got)
  }

  func units() throws(CheckFailure) {
    let weights = weights([6, 5])
    let all: [Float] = applied(to: weights)
    for unit in 0..<5 {
      var alone = Tensor<Float>(zeros: [6, 1])
      for input in 0..<6 { alone[input] = weights[input * 5 + unit] }
      try compare.sameBits(
        "weights of unit \(unit) alone", applied(to: alone), (0..<6).map { all[$0 * 5 + unit] })
    }
    guard let deeper = try? Tensor(shape: [2, 3, 5], elements: weights.elements) else { return }
    try compare.sameBits("weights in the shape [2, 3, 5]", applied(to: deeper), all)
  }

  func extremes() throws(CheckFailure) {
    for value in [0, -0.0, 0x1p-140, 1e30, -1e30] as [Float] {
      let got: [Float] = applied(to: Tensor(shape: [3, 2], repeating: value))
      try compare.finite("weights of \(value)", got)
    }
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let weights = weights([SharedWork.elements / 33 + 1, 35])
    let one: [Float] = applied(to: weights)
    digest.add(one)
    for threads in SharedWork.threads.dropFirst() {
      try compare.sameBits(
        "weights with \(threads) threads",
        applied(to: weights, workers: WorkerPool(threads: threads)), one)
    }
  }
}
