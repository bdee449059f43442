import StrataLosses
import StrataModel
import StrataTensor

/// Between the units that a network computes its outputs in and those of the targets: standardised
/// targets are learned as (t − mean) / deviation, and shown and measured as they are.
struct TargetUnits {
  private let mean: [Float]
  private let deviation: [Float]
  private let form: OutputForm

  init(_ target: TargetPreparation?, _ form: OutputForm) {
    self.form = form
    if case .numbers(let numbers) = target,
      numbers.contains(where: { $0.mean != 0 || $0.deviation != 1 })
    {
      mean = numbers.map { Float($0.mean) }
      deviation = numbers.map { Float($0.deviation) }
    } else {
      mean = []
      deviation = []
    }
  }

  /// Whether the units differ.
  var areScaled: Bool { !mean.isEmpty }

  /// (t − mean) / deviation; a copy where the units are the same.
  func scale(_ targets: TensorView<Float>, into scaled: MutableTensorView<Float>) {
    guard areScaled else { return scaled.copy(from: targets) }
    for place in 0..<targets.count {
      let column = place % mean.count
      scaled[place] = (targets[place] - mean[column]) / deviation[column]
    }
  }

  /// What people read: probabilities from logits, values in the targets' own units.
  func answers(
    _ outputs: TensorView<Float>, into answers: MutableTensorView<Float>,
    _ arithmetic: Arithmetic<Float>
  ) {
    switch form {
    case .softmaxLogits: arithmetic.softmaxRows(outputs, into: answers)
    case .sigmoidLogits: arithmetic.sigmoid(outputs, into: answers)
    case .answers:
      guard areScaled else { return answers.copy(from: outputs) }
      for place in 0..<outputs.count {
        let column = place % mean.count
        answers[place] = outputs[place] * deviation[column] + mean[column]
      }
    }
  }
}
