import StrataLayers
public import StrataLosses
public import StrataModel
import StrataPlugin
public import StrataTensor

/// Checks backpropagation through a whole network: the gradients of a loss's mean over a batch with
/// respect to every trained parameter and every input of `float32`, against central differences in
/// Double.
/// - Parameters:
///   - model: The network, with the values to check at.
///   - loss: What the gradients are taken of, at the first output.
///   - inputs: A tensor for each input, [batch] + the shape of a sample; 5 samples from −1…1 if nil,
///     or of 0 and 1 where they are whole numbers.
///   - classes: Whether targets are class numbers; else they are values in 0…1, which for losses
///     that take classes sum to 1.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Throws: ``CheckFailure``.
public func checkBackpropagation(
  of model: Model, loss: some Loss, inputs: [Tensor<Float>]? = nil, classes: Bool = false,
  seed: UInt64 = 1, tolerances: Tolerances = .standard
) throws(CheckFailure) {
  let subject = "network under \(type(of: loss).kind)"
  var values = inputs ?? []
  if inputs == nil {
    for (index, input) in model.architecture.inputs.enumerated() {
      guard (try? Shape([5] + input.type.sample.compactMap(\.length))) != nil else {
        throw CheckFailure(
          subject, "input '\(input.name)'", expected: "a shape", got: "\(input.type)")
      }
      values += Draw(seed: seed &+ UInt64(index), integersBelow: 2)([input.type], batch: 5)
    }
  }
  let trial = try Trial<Double>(subject, model, values)
  let shape = trial.plan.outputs[0].shape
  let outputs = shape.count / max(shape[0], 1)
  let targets = SampleTargets(
    loss, samples: shape[0], outputs: outputs, classes: classes, seed: seed)
  do throws(LossError) {
    try loss.check(outputs: outputs, targets: classes ? nil : outputs)
  } catch {
    throw CheckFailure(
      subject, "targets", expected: "targets that the loss takes", got: error.description)
  }
  try trial.checkGradients(
    LossObjective(loss: loss, targets: targets), tolerances)
}

extension SampleTargets {
  /// Targets that any loss can be compared with.
  init(
    _ loss: some Loss, samples: Int, outputs: Int, classes: Bool,
    in range: ClosedRange<Float> = 0.05...0.95, seed: UInt64
  ) {
    if classes {
      let count = outputs == 1 && !loss.takesClasses ? 2 : outputs
      self = .classes(Samples.classes(samples, below: count, seed: seed))
      return
    }
    var values = Samples.uniform([samples, outputs], in: range, seed: seed &+ 2000)
    if loss.takesClasses {
      for row in 0..<samples {
        let columns = row * outputs..<(row + 1) * outputs
        let sum = columns.reduce(0) { $0 + values[$1] }
        for column in columns { values[column] /= sum }
      }
    }
    self = .values(values)
  }
}
