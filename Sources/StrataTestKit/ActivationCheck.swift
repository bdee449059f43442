public import StrataLayers
public import StrataPlugin
import StrataTensor

/// Checks all that an activation promises.
///
/// - In Double, the way back is that of signed central differences, also where it is given only the
///   output because `Activation.needsInput` is false.
/// - Results and gradients may be written over what they are made from.
/// - Value and derivative of an `ElementwiseActivation` are those of its vectorised form.
/// - Float agrees with Double, and gives no NaN for large numbers.
/// - The same bits come twice, with 1, 2, 3 and 8 threads, and for a row alone and among others.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - It passes `checkLayer` in a dense layer and as a layer of its own.
/// - Parameters:
///   - activation: The activation.
///   - range: Where inputs are drawn from.
///   - extremes: Large numbers that it must survive.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Returns: A digest of all that was computed in Float.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkActivation<A: Activation>(
  _ activation: A, in range: ClosedRange<Float> = -4...4, extremes: [Float] = [-1e4, 1e4],
  plugins: [any Plugin.Type] = [], seed: UInt64 = 1, tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(activation, plugins: plugins)
  try checkHyperparameters("activation '\(A.kind)'", activation.check)
  let check = ActivationCheck(
    activation: activation, range: range, seed: seed, tolerances: tolerances,
    compare: Comparison(subject: "activation '\(A.kind)'", tolerances: tolerances))
  try check.gradient()
  var digest = Digest()
  try check.float(&digest)
  try check.extremes(extremes)
  if let elementwise = activation as? any ElementwiseActivation {
    try check.elementwise(elementwise)
  }
  try check.threads(&digest)
  let types: [any Plugin.Type] = plugins + [A.self]
  try checkLayer(
    Dense(3, activation: activation), inputs: [[4]], plugins: types, seed: seed,
    tolerances: tolerances)
  try checkLayer(
    ActivationLayer(activation), inputs: [[2, 3]], outputs: [[2, 3]], plugins: types, seed: seed,
    tolerances: tolerances)
  return digest
}

private struct ActivationCheck<A: Activation> {
  let activation: A
  let range: ClosedRange<Float>
  let seed: UInt64
  let tolerances: Tolerances
  let compare: Comparison

  private func inputs(rows: Int) -> Tensor<Float> {
    Samples.uniform([rows, 6], in: range, seed: seed)
  }

  private func coefficients(_ shape: Shape) -> Tensor<Float> {
    Samples.uniform(shape, seed: seed &+ 1000)
  }

  /// y, and dx for the given dy.
  private func run<T: Real>(
    _ x: TensorView<T>, dy: Tensor<Float>, workers: WorkerPool = .single
  ) -> (y: TensorView<T>, dx: [T]) {
    let arithmetic = Arithmetic<T>(workers: workers)
    let y = MutableTensorView<T>.unwritten(x.shape)
    let dx = MutableTensorView<T>.unwritten(x.shape)
    FloatingPointEnvironment.pinned {
      activation.apply(to: x, into: y, arithmetic)
      activation.applyGradient(
        x: activation.needsInput ? x : y.readOnly, y: y.readOnly,
        dy: TensorView(widening: dy), into: dx, arithmetic)
    }
    return (y.readOnly, dx.tensor.elements)
  }

  func gradient() throws(CheckFailure) {
    let x = MutableTensorView<Double>.unwritten([5, 6])
    x.copy(from: TensorView(widening: inputs(rows: 5)))
    let dy = coefficients(x.shape)
    let (y, dx) = run(x.readOnly, dy: dy)
    try compare.written("values", y.tensor.elements)
    try compare.written("gradient", dx)
    let objective = LinearObjective([x.shape], seed: seed)
    try DifferenceQuotient(subject: compare.subject, tolerances: tolerances)
      .check("input", x, gradient: dx) { () throws(CheckFailure) in
        objective.value([run(x.readOnly, dy: dy).y])
      }
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let values = inputs(rows: 5)
    let dy = coefficients(values.shape)
    let (y, dx) = run(TensorView<Float>(values), dy: dy)
    let double = run(TensorView<Double>(widening: values), dy: dy)
    try compare.near("values in Float", y.tensor.elements, double.y.tensor.elements)
    try compare.near("gradient in Float", dx, double.dx)
    digest.add(y.tensor.elements)
    digest.add(dx)

    let again = run(TensorView<Float>(values), dy: dy)
    try compare.sameBits("values twice", again.y.tensor.elements, y.tensor.elements)
    try compare.sameBits("gradient twice", again.dx, dx)

    let inPlace = Buffer<Float>(count: values.shape.count).view(values.shape)
    inPlace.copy(from: values)
    activation.apply(to: inPlace.readOnly, into: inPlace, Arithmetic())
    try compare.sameBits("values in place", inPlace.tensor.elements, y.tensor.elements)
    inPlace.copy(from: dy)
    activation.applyGradient(
      x: activation.needsInput ? TensorView(values) : y, y: y, dy: inPlace.readOnly, into: inPlace,
      Arithmetic())
    try compare.sameBits("gradient in place", inPlace.tensor.elements, dx)

    for row in 0..<5 {
      let alone = run(TensorView<Float>(values.rows([row])), dy: dy.rows([row]))
      let part = row * 6..<(row + 1) * 6
      try compare.sameBits(
        "values of row \(row) alone", alone.y.tensor.elements, Array(y.tensor.elements[part]))
      try compare.sameBits("gradient of row \(row) alone", alone.dx, Array(dx[part]))
    }
  }

  func extremes(_ extremes: [Float]) throws(CheckFailure) {
    // A batch of one sample.
    var x = Tensor<Float>(zeros: [1, extremes.count + 2])
    for (index, value) in (extremes + [0, -0.0]).enumerated() { x[index] = value }
    let (y, dx) = run(TensorView(x), dy: Tensor(shape: x.shape, repeating: 1))
    for (property, values) in [("value", y.tensor.elements), ("derivative", dx)] {
      if let index = values.firstIndex(where: \.isNaN) {
        throw CheckFailure(
          compare.subject, "\(property) at \(x[index])", expected: "a number", got: "NaN")
      }
    }
  }

  func elementwise(_ function: some ElementwiseActivation) throws(CheckFailure) {
    let x = TensorView<Double>(widening: inputs(rows: 5))
    let (y, dx) = run(x, dy: Tensor(shape: x.shape, repeating: 1))
    for index in 0..<x.count {
      let value = function.value(x[index])
      let given = function.needsInput ? x[index] : value
      let derivative = function.derivative(given, value: value)
      for (name, got, expected) in [
        ("value", y[index], value), ("derivative", dx[index], derivative),
      ] where (got - expected).magnitude > tolerances.gradient * max(1, expected.magnitude) {
        throw CheckFailure(
          compare.subject, "vectorised \(name) at \(x[index])", expected: "\(expected)",
          got: "\(got)")
      }
    }
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let values = inputs(rows: SharedWork.elements / 6 + 65)
    let dy = coefficients(values.shape)
    let one = run(TensorView<Float>(values), dy: dy)
    digest.add(one.y.tensor.elements)
    digest.add(one.dx)
    for threads in SharedWork.threads.dropFirst() {
      let workers = WorkerPool(threads: threads)
      let got = run(TensorView<Float>(values), dy: dy, workers: workers)
      try compare.sameBits(
        "values with \(threads) threads", got.y.tensor.elements, one.y.tensor.elements)
      try compare.sameBits("gradient with \(threads) threads", got.dx, one.dx)
    }
  }
}
