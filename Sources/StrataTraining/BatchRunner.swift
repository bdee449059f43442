import StrataData
import StrataLosses
import StrataModel
import StrataTensor

/// Runs a network on batches of a data set: a plan and room for targets for each batch size in use.
///
/// There are few sizes: the batch and the rest at the end of an epoch.
final class BatchRunner {
  /// A plan with room for what belongs to its samples.
  final class Batch {
    let plan: Plan<Float>
    /// What the network gives, all that belongs to a sample as one row: [batch, outputs].
    let outputs: TensorView<Float>
    /// One loss a sample.
    let losses: MutableTensorView<Float>
    /// Their sum.
    let lossSum = Buffer<Float>(count: 1).view([1])
    /// The outputs as answers: probabilities, values in the targets' own units.
    let answers: MutableTensorView<Float>
    /// The targets in their own units, or class numbers.
    var targets: TargetView<Float>
    /// The targets in the units of the network's outputs.
    var scaledTargets: TargetView<Float>

    private let classes: MutableTensorView<Int32>
    private let values: MutableTensorView<Float>
    private let scaledValues: MutableTensorView<Float>

    init(_ plan: Plan<Float>) {
      self.plan = plan
      let shape: Shape = [plan.batch, plan.outputs[0].count / plan.batch]
      outputs = plan.outputs[0].readOnly.reshaped(to: shape)
      losses = Buffer(count: plan.batch).view([plan.batch])
      answers = Buffer(count: shape.count).view(shape)
      classes = Buffer(count: plan.batch).view([plan.batch])
      values = Buffer(count: shape.count).view(shape)
      scaledValues = Buffer(count: shape.count).view(shape)
      targets = .values(values.readOnly)
      scaledTargets = targets
    }

    /// Copies samples into the plan's input and the targets' room.
    func fill(
      _ data: Dataset, _ indices: ArraySlice<Int>, _ units: TargetUnits,
      _ arithmetic: Arithmetic<Float>
    ) {
      arithmetic.gather(indices, of: data.inputs, into: plan.inputs[0])
      switch data.targets {
      case .classes(let labels):
        for (row, index) in indices.enumerated() { classes[row] = labels[index] }
        targets = .classes(classes.readOnly)
        scaledTargets = targets
      case .values(let all):
        arithmetic.gather(indices, of: all, into: values)
        targets = .values(values.readOnly)
        units.scale(values.readOnly, into: scaledValues)
        scaledTargets = .values(scaledValues.readOnly)
      }
    }
  }

  private let architecture: Architecture
  private let signature: Signature
  private let parameters: ParameterStore<Float>
  private let gradients: ParameterStore<Float>?
  private let workers: WorkerPool
  private var batches: [Int: Batch] = [:]

  init(
    _ architecture: Architecture, _ signature: Signature, parameters: ParameterStore<Float>,
    gradients: ParameterStore<Float>?, workers: WorkerPool
  ) {
    self.architecture = architecture
    self.signature = signature
    self.parameters = parameters
    self.gradients = gradients
    self.workers = workers
  }

  /// The batch of a size, made at its first use.
  func batch(of size: Int) throws(TrainingError) -> Batch {
    if let batch = batches[size] { return batch }
    do {
      let plan = try Plan<Float>(
        architecture, signature, batch: size, parameters: parameters, gradients: gradients,
        workers: workers)
      let batch = Batch(plan)
      batches[size] = batch
      return batch
    } catch {
      throw .model(error)
    }
  }
}
