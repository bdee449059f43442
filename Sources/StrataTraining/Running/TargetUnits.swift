import StrataLosses
import StrataModel
import StrataTensor

/// Between what a network computes its outputs in and what people read: standardised targets are
/// learned as (t − mean) / deviation and measured as they are; logits are read as probabilities.
struct TargetUnits {
  private let target: TargetPreparation?
  private let form: OutputForm
  /// Whether the network computes in other units than the targets have.
  let areScaled: Bool

  init(_ target: TargetPreparation?, _ form: OutputForm) {
    self.target = target
    self.form = form
    areScaled =
      if case .numbers(let numbers) = target {
        numbers.contains { $0.mean != 0 || $0.deviation != 1 }
      } else { false }
  }

  /// The targets in the units of the outputs.
  func scale(_ targets: TensorView<Float>, into scaled: MutableTensorView<Float>) {
    scaled.copy(from: targets)
    if areScaled { target?.scale(scaled) }
  }

  /// The outputs as people read them.
  func answers(
    _ outputs: TensorView<Float>, into answers: MutableTensorView<Float>,
    _ arithmetic: Arithmetic<Float>
  ) {
    if let target {
      answers.copy(from: outputs)
      return target.answer(answers, arithmetic)
    }
    switch form {
    case .softmaxLogits: arithmetic.softmaxRows(outputs, into: answers)
    case .sigmoidLogits: arithmetic.sigmoid(outputs, into: answers)
    case .answers: answers.copy(from: outputs)
    }
  }
}
