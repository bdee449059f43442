import StrataTensor
import StrataTraining

/// Two parameters on their way down Σ a (w − t)² / 2, and what a full-batch optimizer remembers.
final class Valley<T: Real> {
  let parameters: [MutableTensorView<T>]
  /// Beyond this size of a weight the function is infinite.
  var wall: T?
  /// Which evaluation of a step throws.
  var failsAtEvaluation: Int?
  private(set) var steps = 0

  private let gradients: [MutableTensorView<T>]
  private let goals: [TensorView<T>]
  private let curvatures: [TensorView<T>]
  private let slots: [[MutableTensorView<T>]]
  private var numbers: [Double]
  private var evaluations = 0

  init(_ optimizer: some FullBatchOptimizer, count: Int, seed: UInt64) {
    let shapes: [Shape] = [[count], [2, 3]]
    func drawn(_ range: ClosedRange<Float>, _ seed: UInt64) -> [TensorView<T>] {
      shapes.map { TensorView(widening: Samples.uniform($0, in: range, seed: seed)) }
    }
    func memory() -> [MutableTensorView<T>] { shapes.map { Buffer(count: $0.count).view($0) } }
    parameters = memory()
    gradients = memory()
    for (parameter, start) in zip(parameters, drawn(-1...1, seed)) { parameter.copy(from: start) }
    goals = drawn(1.5...2.5, seed &+ 1)
    curvatures = drawn(0.5...2, seed &+ 2)
    slots = optimizer.slots.map { _ in memory() }
    numbers = optimizer.numbers.map { _ in 0 }
  }

  /// What the optimizer is handed, for any number of steps.
  func problem(_ optimizer: some FullBatchOptimizer, _ workers: WorkerPool) -> FullBatchProblem<T> {
    FullBatchProblem(
      parameters: parameters, gradients: gradients.map(\.readOnly), slots: slots,
      numbers: numbers, step: 0, learningRate: optimizer.learningRate,
      arithmetic: Arithmetic(workers: workers)
    ) { [unowned self] () throws(TrainingError) in try evaluate() }
  }

  /// One step.
  /// - Throws: What the function throws, which is also asked no more than 1000 times.
  func step(
    _ optimizer: some FullBatchOptimizer, _ problem: FullBatchProblem<T>
  ) throws(TrainingError) {
    steps += 1
    problem.step = steps
    evaluations = 0
    try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      if let problem = problem as? FullBatchProblem<Float> {
        try optimizer.step(problem)
      } else {
        let problem: FullBatchProblem<Double> = concrete(problem)
        try optimizer.step(problem)
      }
    }
    numbers = problem.numbers
  }

  /// Takes over all that a training keeps.
  func takeOver(_ other: Valley) {
    for (mine, its) in zip([parameters] + slots, [other.parameters] + other.slots) {
      for (mine, its) in zip(mine, its) { mine.copy(from: its.readOnly) }
    }
    (numbers, steps) = (other.numbers, other.steps)
  }

  /// All that a training keeps.
  var state: [T] {
    ([parameters] + slots).flatMap { $0.flatMap(\.tensor.elements) } + numbers.map { T($0) }
  }

  /// The function at the parameters as they are.
  var height: T {
    var sum = T.zero
    for (index, parameter) in parameters.enumerated() {
      for place in 0..<parameter.count {
        let distance = parameter[place] - goals[index][place]
        sum += curvatures[index][place] * distance * distance / 2
      }
    }
    return sum
  }

  private func evaluate() throws(TrainingError) -> T {
    evaluations += 1
    guard evaluations <= 1000, evaluations != failsAtEvaluation else {
      throw .data(expected: "at most 1000 evaluations a step", got: "\(evaluations)")
    }
    var isBeyond = false
    for (index, parameter) in parameters.enumerated() {
      for place in 0..<parameter.count {
        let weight = parameter[place]
        gradients[index][place] = curvatures[index][place] * (weight - goals[index][place])
        if let wall, !(weight.magnitude <= wall) { isBeyond = true }
      }
    }
    guard !isBeyond else {
      for gradient in gradients { gradient.fill(.nan) }
      return .infinity
    }
    return height
  }
}
