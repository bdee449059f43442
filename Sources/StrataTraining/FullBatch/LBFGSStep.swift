import StrataTensor

/// Where the numbers lie, in the order of `LBFGS.numbers`.
private enum Place {
  static let (count, newest, scale, loss, isAtRest, rho) = (0, 1, 2, 3, 4, 5)
}

/// One step of ``LBFGS``.
struct LBFGSStep<T: Real> {
  private let problem: FullBatchProblem<T>
  private let history: Int
  private let point, gradient, start, direction, gradientBefore: ParameterVector<T>
  /// How many steps are remembered, and where the newest is.
  private var count, newest: Int

  init(_ problem: FullBatchProblem<T>, history: Int) {
    self.problem = problem
    self.history = history
    let parameters = problem.parameters.indices
    point = ParameterVector(problem.parameters, problem)
    gradient = ParameterVector(reading: problem.gradients, problem)
    start = ParameterVector(parameters.map { problem.scratch(0, of: $0) }, problem)
    direction = ParameterVector(parameters.map { problem.scratch(1, of: $0) }, problem)
    gradientBefore = ParameterVector(parameters.map { problem.scratch(2, of: $0) }, problem)
    // A file may say anything.
    let (count, newest) = (problem.numbers[Place.count], problem.numbers[Place.newest])
    let isSane = (0...Double(history)).contains(count) && (0..<Double(history)).contains(newest)
    self.count = isSane ? Int(count) : 0
    self.newest = isSane ? Int(newest) : 0
  }

  private func slot(_ index: Int) -> ParameterVector<T> {
    ParameterVector(problem.parameters.indices.map { problem.slot(index, of: $0) }, problem)
  }

  /// How far the weights went in a step that is remembered.
  private func move(_ index: Int) -> ParameterVector<T> { slot(index) }
  /// How the gradient changed by it.
  private func change(_ index: Int) -> ParameterVector<T> { slot(history + index) }

  mutating func run() throws(TrainingError) {
    let loss = Double(try problem.evaluate())
    let square = gradient.dot(gradient)
    guard loss.isFinite, square.isFinite, square > 0, problem.learningRate > 0 else { return }
    // Nothing has changed since there was no way down.
    if problem.numbers[Place.isAtRest] == 1, problem.numbers[Place.loss] == loss { return }
    start.copy(from: point)
    gradientBefore.copy(from: gradient)
    problem.numbers[Place.isAtRest] = 0
    do throws(TrainingError) {
      if count > 0 {
        aim()
        let slope = gradient.dot(direction)
        // Downhill, and not at a right angle to the gradient.
        let isDownhill = slope < -1e-10 * square.squareRoot() * direction.norm
        if isDownhill, try descend(loss, slope, first: problem.learningRate) { return }
        forget()
      }
      direction.copy(from: gradientBefore)
      direction.scale(by: -1)
      let first = problem.learningRate * min(1, 1 / square.squareRoot())
      if try descend(loss, -square, first: first) { return }
    } catch {
      point.copy(from: start)
      throw error
    }
    point.copy(from: start)
    problem.numbers[Place.isAtRest] = 1
    problem.numbers[Place.loss] = loss
  }

  /// direction = −H · gradient, by two loops over what is remembered.
  private func aim() {
    var factors = [Double](repeating: 0, count: count)
    direction.copy(from: gradient)
    let order = (0..<count).map { (newest - $0 + history) % history }
    for (place, index) in order.enumerated() {
      factors[place] = rho(index) * move(index).dot(direction)
      direction.add(-factors[place], change(index))
    }
    direction.scale(by: problem.numbers[Place.scale])
    for (place, index) in order.enumerated().reversed() {
      let factor = rho(index) * change(index).dot(direction)
      direction.add(factors[place] - factor, move(index))
    }
    direction.scale(by: -1)
  }

  private func rho(_ index: Int) -> Double { problem.numbers[Place.rho + index] }

  /// Goes along the direction as far as the line search says, and remembers it.
  /// - Returns: False if there is no way down; the weights are then anywhere.
  private mutating func descend(
    _ loss: Double, _ slope: Double, first: Double
  ) throws(TrainingError) -> Bool {
    // Losses are sums of many terms in T: they err by some units in the last place.
    let noise = 8 * Double(T.ulpOfOne) * loss.magnitude
    let search = StrongWolfe(
      start: StrongWolfe.Point(step: 0, loss: loss, slope: slope), noise: noise)
    var last = 0.0
    let (problem, point, start, direction, gradient) =
      (problem, point, start, direction, gradient)
    func go(_ step: Double) throws(TrainingError) -> StrongWolfe.Point {
      last = step
      point.copy(from: start)
      point.add(step, direction)
      let loss = Double(try problem.evaluate())
      // Weights without bounds may have a loss with one.
      let isFinite = point.dot(point).isFinite
      return StrongWolfe.Point(
        step: step, loss: isFinite ? loss : .infinity, slope: gradient.dot(direction))
    }
    guard let found = try search.search(first: first, go) else { return false }
    if last != found.step { _ = try go(found.step) }
    return remember()
  }

  /// Takes the step from `start` to `point` into the history, if it says something of the
  /// curvature.
  /// - Returns: False if the weights have not moved.
  private mutating func remember() -> Bool {
    // The direction and the gradient before are not needed any more.
    let (step, change) = (direction, gradientBefore)
    step.copy(from: point)
    step.add(-1, start)
    change.scale(by: -1)
    change.add(1, gradient)
    let (product, length, square) = (step.dot(change), step.dot(step), change.dot(change))
    guard length > 0 else { return false }
    // H stays positive definite only from curvature over 0, beyond what rounding can feign.
    let least = Double(T.ulpOfOne) * (length * square).squareRoot()
    guard product > least, product.isFinite, (1 / product).isFinite, (product / square).isFinite
    else { return true }
    newest = count == 0 ? 0 : (newest + 1) % history
    count = min(count + 1, history)
    move(newest).copy(from: step)
    self.change(newest).copy(from: change)
    problem.numbers[Place.count] = Double(count)
    problem.numbers[Place.newest] = Double(newest)
    problem.numbers[Place.scale] = product / square
    problem.numbers[Place.rho + newest] = 1 / product
    return true
  }

  private mutating func forget() {
    (count, newest) = (0, 0)
    problem.numbers[Place.count] = 0
    problem.numbers[Place.newest] = 0
  }
}
