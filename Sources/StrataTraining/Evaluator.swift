public import StrataData
import StrataLayers
public import StrataLosses
public import StrataModel
import StrataPlugin
public import StrataTensor

/// Measures a network on data.
public struct Evaluator {
  /// What a network gave on a set.
  public struct Evaluation: Hashable, Sendable {
    /// The number of samples.
    public let samples: Int
    /// The mean loss, in the targets' own units; each sample counts as much as its weight.
    public let loss: Double
    /// The metrics, in the order asked for; each sample counts once.
    public let metrics: [EpochRecord.Measure]
    /// How often each class was taken for each, if it was asked for; each sample counts once.
    public let confusion: ConfusionMatrix?
  }

  /// Rows that are computed at once: whole leaves of a sum over samples. Results do not depend on it.
  static let batchSize = 256

  let runner: BatchRunner
  private let metrics: [any Metric]
  private let reduction: Reduction
  let check: DataCheck
  /// The first output's loss, and what its classes are called.
  private let loss: any Loss
  private let labels: [String]?

  /// Gets ready to measure a network of one output.
  /// - Throws: ``TrainingError`` for a network that cannot run or be compared.
  public init(
    _ model: Model, loss: any Loss, metrics: [any Metric] = [], workers: WorkerPool = .single
  ) throws(TrainingError) {
    try self.init(model, losses: [(loss, 1)], metrics: metrics, workers: workers)
  }

  /// Gets ready to measure a network.
  /// - Parameters:
  ///   - model: The network.
  ///   - losses: A loss for each output, and how much it counts.
  ///   - reduction: How the samples' losses become one number.
  ///   - metrics: What to measure beside, on the first output.
  ///   - workers: The threads to compute on.
  /// - Throws: ``TrainingError`` for a network that cannot run or be compared.
  public init(
    _ model: Model, losses: [(loss: any Loss, weight: Double)], reduction: Reduction = .mean,
    metrics: [any Metric] = [], workers: WorkerPool = .single
  ) throws(TrainingError) {
    let signature: Signature
    do throws(ModelError) {
      signature = try model.signature()
    } catch {
      throw .model(error)
    }
    for metric in metrics { try ResolvedPlugins.check(metric.check) }
    self.metrics = metrics
    self.reduction = reduction
    // It refuses a network without an output, so that there is a first loss.
    check = try DataCheck(model, signature, losses.map(\.loss))
    guard let loss = losses.first?.loss else {
      throw .argument("losses", expected: "one for each output", got: "none")
    }
    self.loss = loss
    if case .classes(let target) = model.preparation?.target, losses.count == 1 {
      labels = target.labels
    } else {
      labels = nil
    }
    runner = BatchRunner(
      model.architecture, signature, parameters: ParameterStore(model.parameters), gradients: nil,
      losses.map { loss, weight in
        LossTerm(
          loss: loss, weight: Float(weight),
          units: TargetUnits(
            losses.count == 1 ? model.preparation?.answering(loss.outputForm).target : nil,
            loss.outputForm))
      }, Arithmetic(workers: workers))
  }

  /// The mean loss and the metrics over a set.
  /// - Parameters:
  ///   - data: The samples.
  ///   - confusion: Whether to count, in the same pass, how often each class was taken for each. The
  ///     first output's targets must be classes, or one yes or no answer.
  /// - Throws: ``TrainingError`` for data that does not fit.
  /// - Complexity: samples · the network's cost.
  public func evaluate(
    _ data: some SampleSource, confusion: Bool = false
  ) throws(TrainingError) -> Evaluation {
    try evaluate(any: data, confusion: confusion)
  }

  func evaluate(
    any data: any SampleSource, confusion: Bool = false
  ) throws(TrainingError) -> Evaluation {
    try check.check(data)
    if confusion { try checkClasses(data.layout) }
    return try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      let (pass, layout) = (try data.beginPass(), data.layout)
      var accumulators = metrics.map { $0.accumulator() }
      // One sum over all samples, in the order of a sum over samples.
      var losses = BlockSum()
      var (samples, count) = (0, 0.0)
      var matrix: ConfusionMatrix?
      while let batch = try runner.next(pass, Self.batchSize, layout) {
        do throws(ModelError) {
          try batch.plan.forward(mode: .inference)
        } catch {
          throw .model(error)
        }
        losses.add(batch.loss(wantsAnswers: !metrics.isEmpty || confusion))
        samples += batch.count
        count += Double(batch.lossCount(reduction))
        for index in accumulators.indices {
          accumulators[index].add(batch.outputs[0].answers.readOnly, batch.outputs[0].targets)
        }
        if confusion { try countClasses(batch.outputs[0], in: &matrix) }
      }
      guard samples > 0 else { throw .data(expected: "samples", got: "none") }
      let mean = count == 0 ? 0 : Double(losses.total) / count
      return Evaluation(
        samples: samples, loss: mean.isNaN ? .nan : mean,
        metrics: zip(metrics, accumulators).map { EpochRecord.Measure($0.name, $1.value) },
        confusion: matrix)
    }
  }

  /// Whether the first output's targets are classes, or one yes or no answer.
  func hasClasses(_ layout: SampleLayout) -> Bool {
    guard let width = layout.targets[0], !loss.takesClasses else { return true }
    return takesShares && width == 1
  }

  /// Whether the first output's targets are probabilities.
  private var takesShares: Bool {
    loss.targetRange.map { $0.lowerBound >= 0 && $0.upperBound <= 1 } ?? false
  }

  /// Refuses targets that are no classes.
  private func checkClasses(_ layout: SampleLayout) throws(TrainingError) {
    guard !hasClasses(layout) else { return }
    throw .argument(
      "confusion matrix", expected: "targets that are classes, or one yes or no answer",
      got: takesShares ? "\(layout.targets[0] ?? 0) yes or no answers" : "numbers")
  }

  private func countClasses(
    _ output: OutputBatch, in matrix: inout ConfusionMatrix?
  ) throws(TrainingError) {
    let columns = output.answers.shape.columns
    var counts: ConfusionMatrix
    if let matrix {
      counts = matrix
    } else {
      counts = try ConfusionMatrix(classes: max(columns, 2), labels: labels)
    }
    matrix = nil
    try counts.add(output.answers.readOnly, output.targets)
    matrix = counts
  }
}

extension SampleSource {
  /// A pass in the order in which the samples stand.
  func beginPass(
    shuffledBy random: RandomStream? = nil, from start: Int = 0
  ) throws(TrainingError) -> any SamplePass {
    do {
      return try pass(shuffledBy: random, from: start)
    } catch {
      throw .source(error)
    }
  }
}
