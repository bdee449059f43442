public import StrataPlugin
import StrataTensor
public import StrataTraining

/// Checks all that an optimizer promises.
///
/// - Its first step, and 100 steps, make a quadratic function smaller.
/// - Its slots and numbers have names of their own, and stay finite.
/// - Float agrees with Double over 20 steps.
/// - The same bits come twice, and with 1, 2, 3 and 8 threads.
/// - The learning rate can be set, and changes the step.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - optimizer: The optimizer, with a learning rate fit for curvatures from 0.5 to 2.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Returns: A digest of all that was computed in Float.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkOptimizer<O: ElementwiseOptimizer>(
  _ optimizer: O, plugins: [any Plugin.Type] = [], seed: UInt64 = 1,
  tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(optimizer, plugins: plugins)
  let check = OptimizerCheck(
    optimizer: optimizer, seed: seed,
    compare: Comparison(subject: "optimizer '\(O.kind)'", tolerances: tolerances))
  try check.compare.ownNames("slots", optimizer.slots)
  try check.compare.ownNames("numbers", optimizer.numbers)
  try check.descent()
  var digest = Digest()
  try check.float(&digest)
  try check.threads(&digest)
  try check.learningRate()
  return digest
}

private struct OptimizerCheck<O: ElementwiseOptimizer> {
  let optimizer: O
  let seed: UInt64
  let compare: Comparison

  /// A parameter on its way down Σ a (w − t)² / 2, and what the optimizer remembers of it.
  struct Descent<T: Real> {
    let parameter: MutableTensorView<T>
    let slots: [MutableTensorView<T>]
    var numbers: [Double]
    let goal: TensorView<T>
    let curvature: TensorView<T>
    var steps = 0

    init(_ optimizer: some ElementwiseOptimizer, count: Int, seed: UInt64) {
      let shape: Shape = [count]
      parameter = .unwritten(shape)
      parameter.copy(from: TensorView(widening: Samples.uniform(shape, seed: seed)))
      goal = TensorView(
        widening: Samples.uniform(shape, in: 1.5...2.5, seed: seed &+ 1))
      curvature = TensorView(
        widening: Samples.uniform(shape, in: 0.5...2, seed: seed &+ 2))
      slots = optimizer.slots.map { _ in Buffer<T>(count: count).view(shape) }
      numbers = optimizer.numbers.map { _ in 0 }
    }

    var height: T {
      (0..<parameter.count).reduce(0) { sum, index in
        let distance = parameter[index] - goal[index]
        return sum + curvature[index] * distance * distance / 2
      }
    }

    mutating func step(_ optimizer: some ElementwiseOptimizer, workers: WorkerPool = .single) {
      steps += 1
      let gradient = Buffer<T>(count: parameter.count).view(parameter.shape)
      for index in 0..<gradient.count {
        gradient[index] = curvature[index] * (parameter[index] - goal[index])
      }
      FloatingPointEnvironment.pinned {
        optimizer.beginStep(steps, &numbers)
        optimizer.apply(
          ParameterUpdate(
            parameter: parameter, gradient: gradient.readOnly, slots: slots, step: steps,
            learningRate: optimizer.learningRate, weightDecay: optimizer.weightDecay,
            numbers: numbers, arithmetic: Arithmetic(workers: workers)))
      }
    }

    var state: [T] {
      parameter.tensor.elements + slots.flatMap(\.tensor.elements) + numbers.map { T($0) }
    }
  }

  private func after<T: Real>(
    _ steps: Int, count: Int, workers: WorkerPool = .single, _ type: T.Type = T.self
  ) -> [T] {
    var descent = Descent<T>(optimizer, count: count, seed: seed)
    for _ in 0..<steps { descent.step(optimizer, workers: workers) }
    return descent.state
  }

  func descent() throws(CheckFailure) {
    var descent = Descent<Double>(optimizer, count: 12, seed: seed)
    let start = descent.height
    for steps in 1...100 {
      descent.step(optimizer)
      guard steps == 1 || steps == 100, !(descent.height < start) else { continue }
      throw CheckFailure(
        compare.subject, "a quadratic after \(steps) steps", expected: "less than \(start)",
        got: "\(descent.height)")
    }
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let got: [Float] = after(20, count: 13)
    try compare.finite("parameter, slots and numbers after 20 steps", got)
    let expected: [Double] = after(20, count: 13)
    for (part, name) in (["parameter"] + optimizer.slots).enumerated() {
      let range = part * 13..<(part + 1) * 13
      try compare.near("\(name) after 20 steps in Float", Array(got[range]), Array(expected[range]))
    }
    try compare.sameBits("20 steps twice", after(20, count: 13), got)
    digest.add(got)
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let count = SharedWork.elements + 65
    let one: [Float] = after(3, count: count)
    digest.add(one)
    for threads in SharedWork.threads.dropFirst() {
      let workers = WorkerPool(threads: threads)
      try compare.sameBits(
        "3 steps with \(threads) threads", after(3, count: count, workers: workers), one)
    }
  }

  func learningRate() throws(CheckFailure) {
    var slower = optimizer
    slower.learningRate = optimizer.learningRate / 2
    guard slower.learningRate == optimizer.learningRate / 2 else {
      throw CheckFailure(
        compare.subject, "learning rate", expected: "\(optimizer.learningRate / 2), as it was set",
        got: "\(slower.learningRate)")
    }
    var descent = Descent<Double>(slower, count: 12, seed: seed)
    descent.step(slower)
    let full: [Double] = after(1, count: 12)
    guard descent.state != full else {
      throw CheckFailure(
        compare.subject, "a step at half the learning rate", expected: "another result",
        got: "the same")
    }
  }
}
