import StrataData
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// Room for what belongs to one output of the network in a batch: targets, answers, losses.
final class OutputBatch {
  /// What the network gives, all that belongs to a sample as one row: [batch, outputs].
  let outputs: TensorView<Float>
  /// Takes the loss's derivatives with respect to that; nil for a network that is not trained.
  private let gradient: MutableTensorView<Float>?
  /// The outputs as answers: probabilities, values in the targets' own units.
  let answers: MutableTensorView<Float>
  /// The targets in their own units, or class numbers.
  private(set) var targets: TargetView<Float>
  /// The targets in the units of the network's outputs.
  private var scaledTargets: TargetView<Float>
  /// One loss a sample, and their sum.
  private let losses: MutableTensorView<Float>
  private let lossSum = Buffer<Float>(count: 1).view([1])
  private let term: LossTerm
  private let classes: MutableTensorView<Int32>
  private let values: MutableTensorView<Float>
  private let scaledValues: MutableTensorView<Float>

  init(_ plan: Plan<Float>, output: Int, _ term: LossTerm) {
    let shape: Shape = [plan.batch, plan.outputs[output].count / plan.batch]
    self.term = term
    outputs = plan.outputs[output].readOnly.reshaped(to: shape)
    gradient =
      plan.outputGradients.isEmpty ? nil : plan.outputGradients[output].reshaped(to: shape)
    losses = Buffer(count: plan.batch).view([plan.batch])
    answers = Buffer(count: shape.count).view(shape)
    classes = Buffer(count: plan.batch).view([plan.batch])
    values = Buffer(count: shape.count).view(shape)
    scaledValues = Buffer(count: shape.count).view(shape)
    targets = .values(values.readOnly)
    scaledTargets = targets
  }

  /// Copies the targets of a pass's present samples.
  /// - Throws: ``TrainingError/data(expected:got:)`` for a class that there is not, and a value that
  ///   the loss does not take.
  func fill(
    _ pass: any SamplePass, output: Int, hasClasses: Bool, _ arithmetic: Arithmetic<Float>
  ) throws(TrainingError) {
    if hasClasses {
      pass.copyClasses(output, into: classes)
      // A loss for yes or no answers takes the classes 0 and 1 with one output.
      let width = outputs.shape.columns
      let count = width == 1 && !term.loss.takesClasses ? 2 : width
      for sample in 0..<classes.count where !(0..<count).contains(label(sample)) {
        throw .data(
          expected: "class numbers from 0 to \(count - 1), as the network has outputs",
          got: "\(classes[sample])")
      }
      targets = .classes(classes.readOnly)
      scaledTargets = targets
    } else {
      pass.copyValues(output, into: values, arithmetic)
      if let range = term.loss.targetRange {
        for place in 0..<values.count where !range.contains(Double(values[place])) {
          throw .data(
            expected: "targets from \(range.lowerBound) to \(range.upperBound) for "
              + "\(type(of: term.loss).kind)", got: "\(values[place])")
        }
      }
      targets = .values(values.readOnly)
      term.units.scale(values.readOnly, into: scaledValues)
      scaledTargets = .values(scaledValues.readOnly)
    }
  }

  /// The class number of a sample.
  func label(_ sample: Int) -> Int { Int(classes[sample]) }

  /// Makes answers of the outputs.
  func answer(_ arithmetic: Arithmetic<Float>) {
    term.units.answers(outputs, into: answers, arithmetic)
  }

  /// Whether the loss is measured in other units than the network computes in, so that it needs the
  /// answers.
  var needsAnswers: Bool { term.units.areScaled }

  /// Σ weight · wᵢ · lᵢ over the samples, in the targets' own units, in the order of a sum over
  /// samples.
  /// - Parameter weights: wᵢ; nil for 1.
  func loss(_ weights: TensorView<Float>?, _ arithmetic: Arithmetic<Float>) -> Float {
    term.loss.losses(
      needsAnswers ? answers.readOnly : outputs, targets, into: losses, arithmetic)
    if let weights { arithmetic.multiply(losses.readOnly, weights, into: losses) }
    arithmetic.columnSums(losses.readOnly.reshaped(to: Shape(column: losses.count)), into: lossSum)
    return lossSum[0] * term.weight
  }

  /// weight · wᵢ · lᵢ of a sample, as the last ``loss(_:_:)`` computed it.
  func sampleLoss(_ sample: Int) -> Float { losses[sample] * term.weight }

  /// scale · weight · wᵢ · ∂lᵢ/∂output, for the way back.
  func gradient(
    scale: Float, _ weights: TensorView<Float>?, _ arithmetic: Arithmetic<Float>
  ) {
    guard let gradient else { return }
    term.loss.gradient(
      outputs, scaledTargets, scale: scale * term.weight, into: gradient, arithmetic)
    guard let weights else { return }
    let columns = gradient.shape.columns
    gradient.withMutableSpan { span in
      for row in 0..<weights.count {
        let weight = weights[row]
        for place in row * columns..<(row + 1) * columns { span[place] *= weight }
      }
    }
  }
}
