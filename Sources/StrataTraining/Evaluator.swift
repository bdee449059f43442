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
    /// The mean loss, in the targets' own units.
    public let loss: Double
    /// The metrics, in the order asked for.
    public let metrics: [EpochRecord.Measure]
  }

  /// Rows that are computed at once. Results do not depend on it.
  private static let batchSize = 256

  private let runner: BatchRunner
  private let loss: any Loss
  private let metrics: [any Metric]
  private let check: DataCheck
  private let units: TargetUnits
  private let arithmetic: Arithmetic<Float>

  /// Gets ready to measure.
  /// - Throws: ``TrainingError`` for a network that cannot run or be compared.
  public init(
    _ model: Model, loss: any Loss, metrics: [any Metric] = [], workers: WorkerPool = .single
  ) throws(TrainingError) {
    let signature: Signature
    do throws(ModelError) {
      signature = try model.signature()
    } catch {
      throw .model(error)
    }
    self.loss = loss
    self.metrics = metrics
    check = try DataCheck(model, signature, loss)
    units = TargetUnits(
      model.preparation?.answering(loss.outputForm).target, loss.outputForm)
    arithmetic = Arithmetic(workers: workers)
    runner = BatchRunner(
      model.architecture, signature, parameters: ParameterStore(model.parameters), gradients: nil,
      workers: workers)
  }

  /// The mean loss and the metrics over a set.
  /// - Throws: ``TrainingError`` for data that does not fit.
  /// - Complexity: samples · the network's cost.
  public func evaluate(_ data: Dataset) throws(TrainingError) -> Evaluation {
    try check.check(data)
    return try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      let losses = Buffer<Float>(count: data.count).view([data.count, 1])
      var accumulators = metrics.map { $0.accumulator() }
      let all = Array(0..<data.count)
      for start in stride(from: 0, to: data.count, by: Self.batchSize) {
        let range = start..<min(start + Self.batchSize, data.count)
        let batch = try runner.batch(of: range.count)
        batch.fill(data, all[range], units, arithmetic)
        do throws(ModelError) {
          try batch.plan.forward(mode: .inference)
        } catch {
          throw .model(error)
        }
        units.answers(batch.outputs, into: batch.answers, arithmetic)
        loss.losses(
          units.areScaled ? batch.answers.readOnly : batch.outputs, batch.targets,
          into: batch.losses, arithmetic)
        losses.rows(range).copy(from: batch.losses.readOnly)
        for index in accumulators.indices {
          accumulators[index].add(batch.answers.readOnly, batch.targets)
        }
      }
      // One sum over all samples, in the order of a sum over samples.
      let sum = Buffer<Float>(count: 1).view([1])
      arithmetic.columnSums(losses.readOnly, into: sum)
      let mean = Double(sum[0]) / Double(data.count)
      return Evaluation(
        samples: data.count, loss: mean.isNaN ? .nan : mean,
        metrics: zip(metrics, accumulators).map {
          EpochRecord.Measure(type(of: $0).kind, $1.value)
        })
    }
  }
}
