public import StrataPlugin
import StrataTensor
public import StrataTraining

/// Checks all that an optimizer promises that moves all parameters together.
///
/// - No step makes a quadratic function larger; its first step, and 100 steps, make it smaller.
/// - It asks for the loss no more than 1000 times a step.
/// - Its slots and numbers have names of their own, and stay finite.
/// - Where the function is infinite beyond a wall, and the learning rate a thousand times too
///   large, parameters stay finite, and the function no larger.
/// - A loss that cannot be had leaves the parameters as they were.
/// - Float agrees with Double over 20 steps.
/// - The same bits come twice, with 1, 2, 3 and 8 threads, and after a break from which only
///   parameters, slots and numbers are taken along.
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
public func checkFullBatchOptimizer<O: FullBatchOptimizer>(
  _ optimizer: O, plugins: [any Plugin.Type] = [], seed: UInt64 = 1,
  tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(optimizer, plugins: plugins)
  let check = FullBatchOptimizerCheck(
    optimizer: optimizer, seed: seed,
    compare: Comparison(subject: "optimizer '\(O.kind)'", tolerances: tolerances))
  try check.compare.ownNames("slots", optimizer.slots)
  try check.compare.ownNames("numbers", optimizer.numbers)
  try check.descent()
  try check.wall()
  try check.failure()
  var digest = Digest()
  try check.float(&digest)
  try check.resumption()
  try check.threads(&digest)
  try check.learningRate()
  return digest
}

private struct FullBatchOptimizerCheck<O: FullBatchOptimizer> {
  let optimizer: O
  let seed: UInt64
  let compare: Comparison

  private func valley<T: Real>(_ count: Int = 13, _ type: T.Type = T.self) -> Valley<T> {
    Valley(optimizer, count: count, seed: seed)
  }

  /// Steps in one go, as a trainer takes them.
  private func walk<T: Real>(
    _ valley: Valley<T>, _ steps: Int, _ optimizer: O? = nil, workers: WorkerPool = .single
  ) throws(CheckFailure) {
    let optimizer = optimizer ?? self.optimizer
    let problem = valley.problem(optimizer, workers)
    for _ in 0..<steps {
      do {
        try valley.step(optimizer, problem)
      } catch {
        throw CheckFailure(
          compare.subject, "step \(valley.steps)", expected: "an end", got: error.description)
      }
    }
  }

  private func after<T: Real>(
    _ steps: Int, _ type: T.Type = T.self, count: Int = 13, workers: WorkerPool = .single
  ) throws(CheckFailure) -> [T] {
    let valley = valley(count, T.self)
    try walk(valley, steps, workers: workers)
    return valley.state
  }

  func descent() throws(CheckFailure) {
    let valley = valley(12, Double.self)
    let start = valley.height
    let problem = valley.problem(optimizer, .single)
    var last = start
    for steps in 1...100 {
      do {
        try valley.step(optimizer, problem)
      } catch {
        throw CheckFailure(
          compare.subject, "step \(steps)", expected: "an end", got: error.description)
      }
      let height = valley.height
      let most =
        steps == 1 || steps == 100 ? start.nextDown : last + compare.tolerances.rounding * start
      guard height <= most else {
        throw CheckFailure(
          compare.subject, "a quadratic after \(steps) steps", expected: "at most \(most)",
          got: "\(height)")
      }
      last = height
    }
  }

  func wall() throws(CheckFailure) {
    let valley = valley(12, Float.self)
    let start = valley.height
    valley.wall = 2.75
    var bold = optimizer
    bold.learningRate *= 1000
    try walk(valley, 30, bold)
    try compare.finite("all it remembers, near a wall", valley.state)
    guard valley.height <= start else {
      throw CheckFailure(
        compare.subject, "a quadratic with a wall", expected: "at most \(start)",
        got: "\(valley.height)")
    }
  }

  func failure() throws(CheckFailure) {
    let valley = valley(12, Float.self)
    try walk(valley, 2)
    let before = valley.parameters.flatMap(\.tensor.elements)
    valley.failsAtEvaluation = 2
    do {
      try valley.step(optimizer, valley.problem(optimizer, .single))
    } catch {
      try compare.sameBits(
        "parameters after a loss that could not be had",
        valley.parameters.flatMap(\.tensor.elements), before)
    }
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let got: [Float] = try after(20)
    try compare.finite("parameters, slots and numbers after 20 steps", got)
    let (single, double) = (valley(13, Float.self), valley(13, Double.self))
    try walk(single, 20)
    try walk(double, 20)
    try compare.near(
      "parameters after 20 steps in Float", single.parameters.flatMap(\.tensor.elements),
      double.parameters.flatMap(\.tensor.elements))
    // Before it has come to rest.
    try compare.sameBits("3 steps twice", after(3, Float.self), after(3, Float.self))
    digest.add(got)
  }

  func resumption() throws(CheckFailure) {
    let (whole, first, second) = (
      valley(13, Float.self), valley(13, Float.self), valley(13, Float.self)
    )
    try walk(whole, 7)
    try walk(first, 3)
    second.takeOver(first)
    try walk(second, 4)
    try compare.sameBits("7 steps with a break", second.state, whole.state)
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let count = SharedWork.elements + 65
    let one: [Float] = try after(3, count: count)
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
    let (full, half) = (valley(12, Double.self), valley(12, Double.self))
    try walk(full, 1)
    try walk(half, 1, slower)
    guard full.state != half.state else {
      throw CheckFailure(
        compare.subject, "a step at half the learning rate", expected: "another result",
        got: "the same")
    }
  }
}
