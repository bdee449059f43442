public import StrataTensor

/// What an optimizer is handed that moves all parameters together.
public final class FullBatchProblem<T: Real> {
  /// The parameters, to be changed in place.
  public let parameters: [MutableTensorView<T>]
  /// The loss's derivatives with respect to them, as ``evaluate()`` left them.
  public let gradients: [TensorView<T>]
  /// What is remembered of the whole training, in the order of ``Optimizer/numbers``.
  public var numbers: [Double]
  /// The number of this step, from 1.
  public package(set) var step: Int
  /// How far the step goes.
  public package(set) var learningRate: Double
  /// What to compute with.
  public let arithmetic: Arithmetic<T>
  private let slots: [[MutableTensorView<T>]]
  private var scratch: [[MutableTensorView<T>]] = []
  /// Room for the sums of the parameters' blocks.
  let sums: BlockSums
  var objective: () throws(TrainingError) -> T

  /// A problem.
  /// - Parameters:
  ///   - parameters: The parameters.
  ///   - gradients: Their gradients.
  ///   - slots: For each of the optimizer's slots, a view for each parameter.
  ///   - numbers: What is remembered of the whole training.
  ///   - step: The number of this step, from 1.
  ///   - learningRate: How far the step goes.
  ///   - arithmetic: What to compute with.
  ///   - objective: Computes the loss at the parameters as they are, and fills the gradients.
  public init(
    parameters: [MutableTensorView<T>], gradients: [TensorView<T>],
    slots: [[MutableTensorView<T>]], numbers: [Double], step: Int, learningRate: Double,
    arithmetic: Arithmetic<T>, objective: @escaping () throws(TrainingError) -> T
  ) {
    self.parameters = parameters
    self.gradients = gradients
    self.slots = slots
    self.numbers = numbers
    self.step = step
    self.learningRate = learningRate
    self.arithmetic = arithmetic
    self.objective = objective
    sums = BlockSums(parameters.map(\.count))
  }

  /// What a slot remembers of a parameter.
  public func slot(_ slot: Int, of parameter: Int) -> MutableTensorView<T> {
    slots[slot][parameter]
  }

  /// Memory of a parameter's shape to compute in. What a step leaves there, the next one may find
  /// or not.
  /// - Parameters:
  ///   - index: Which of them, from 0; made at the first use.
  ///   - parameter: The parameter.
  public func scratch(_ index: Int, of parameter: Int) -> MutableTensorView<T> {
    while scratch.count <= index {
      scratch.append(parameters.map { Buffer(count: $0.count).view($0.shape) })
    }
    return scratch[index][parameter]
  }

  /// The loss at the parameters as they are, which need not be finite; fills the gradients.
  /// - Throws: ``TrainingError`` for data that cannot be read, and at the first call of a
  ///   training's step for a loss that is not finite.
  public func evaluate() throws(TrainingError) -> T { try objective() }
}
