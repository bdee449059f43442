public import StrataData
public import StrataLosses
public import StrataModel
import StrataTensor

/// One step of gradient descent on one sample, worked out as on paper: backpropagation with every
/// number on the way.
///
/// Forward, each neuron's weighted sum and output; the error E; backward, from the last layer to the
/// first, ∂E/∂w = ∂E/∂out · ∂out/∂net · ∂net/∂w with each factor, where δ = ∂E/∂net of one layer is
/// computed once and handed to the layers before it; last the new weights w − η · ∂E/∂w, all at once,
/// from the values before the step. Beside a derivative stands what central differences make of it.
///
/// ```swift
/// let explanation = try Explanation(
///   model, loss: .meanSquaredError, data: data, row: 0, learningRate: 0.5)
/// print(explanation.loss, explanation.parameters[0].gradient)
/// ```
///
/// The network is used, not trained: dropout passes everything on and batch normalisation takes its
/// running statistics, whose derivatives these are. Everything is computed in Double. A weight or input
/// counts as the number that it is written as: the shortest decimal that reads back as its `Float`,
/// so that a weight of 0.15 is 0.15 and not 0.1500000059604644775. Functions of Double are the C
/// library's: the last digits are not promised to be the same on every machine.
///
/// E is in the units that the network learns in: targets that are standardised are compared as
/// (t − mean) / deviation. Penalties and constraints of weights, groups of parameters and whatever else
/// an optimizer makes of a gradient have no part in the step.
public struct Explanation: Hashable, Sendable {
  /// Which derivatives are computed a second time, by central differences: the error is computed
  /// twice for each, from the changed number on.
  public enum Checks: Hashable, Sendable {
    /// All of them.
    case all
    /// Those of some weights, of the neurons that they lead to, and of other neurons by their names,
    /// such as `dense1[0]`.
    case only([Place], neurons: Set<String> = [])
    /// None.
    public static let none = Checks.only([])
  }

  /// E: the sum of the outputs' losses, each times its weight, for this one sample.
  public let loss: Double
  /// ½ Σ (t − y)², which many textbooks make small in place of the mean; nil unless the only loss is
  /// the mean squared error.
  public let halfSquaredError: Double?
  /// What the derivatives of E are multiplied by to be those of ``halfSquaredError``: half the number
  /// of outputs, so 1 for two.
  public let halfSquaredErrorFactor: Double?
  /// η: how far the step goes.
  public let learningRate: Double
  /// E with the new weights.
  public let updatedLoss: Double
  /// The sample as the network takes it, a list of values for each input.
  public let inputs: [Values]
  /// What the network gives for it, and should.
  public let outputs: [Output]
  /// The nodes, in the order in which they compute.
  public let layers: [Layer]
  /// What is trained, with its derivatives and new values, in the order of the model.
  public let parameters: [Parameter]

  /// Works out a step of a network of one output.
  /// - Parameters:
  ///   - model: The network with the weights before the step.
  ///   - loss: What is to become small.
  ///   - data: Samples, as a ``Trainer`` takes them: inputs prepared, targets in their own units.
  ///   - row: Which of them, from 0.
  ///   - learningRate: η, over 0.
  ///   - checks: Which derivatives are computed a second time.
  /// - Throws: ``TrainingError`` for data that does not fit the network, a row or a place that is not
  ///   there, and an error that is not finite.
  /// - Complexity: Three times the network's cost for one sample; with all checks, twice the cost of
  ///   what lies behind each weight and each neuron.
  public init(
    _ model: Model, loss: any Loss, data: Dataset, row: Int = 0, learningRate: Double,
    checks: Checks = .all
  ) throws(TrainingError) {
    try self.init(
      model, losses: [(loss, 1)], data: data, row: row, learningRate: learningRate, checks: checks)
  }

  /// Works out a step of a network with a loss for each output, as above.
  /// - Throws: ``TrainingError`` as above.
  public init(
    _ model: Model, losses: [(loss: any Loss, weight: Double)], data: Dataset, row: Int = 0,
    learningRate: Double, checks: Checks = .all
  ) throws(TrainingError) {
    try TrainingState.checkLearningRate(learningRate)
    guard (0..<data.count).contains(row) else {
      throw .argument(
        "row", expected: data.count == 0 ? "samples" : "a number from 0 to \(data.count - 1)",
        got: data.count == 0 ? "none" : "\(row)")
    }
    self = try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      try ExplanationRun(model, losses, data.rows([row])).explanation(learningRate, checks)
    }
  }

  init(
    loss: Double, halfSquaredError: (value: Double, factor: Double)?, learningRate: Double,
    updatedLoss: Double, inputs: [Values], outputs: [Output], layers: [Layer],
    parameters: [Parameter]
  ) {
    self.loss = loss
    self.halfSquaredError = halfSquaredError?.value
    halfSquaredErrorFactor = halfSquaredError?.factor
    self.learningRate = learningRate
    self.updatedLoss = updatedLoss
    self.inputs = inputs
    self.outputs = outputs
    self.layers = layers
    self.parameters = parameters
  }

  /// The parameter of a name.
  public func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// The node of a name.
  public func layer(_ name: String) -> Layer? { layers.first { $0.name == name } }

  /// What stands on an edge of the network; nil for an edge that it has not.
  public func values(at edge: Edge) -> Values? {
    if let input = inputs.first(where: { $0.edge == edge }) { return input }
    guard let layer = layer(edge.source), layer.outputs.indices.contains(edge.output) else {
      return nil
    }
    return layer.outputs[edge.output]
  }
}
