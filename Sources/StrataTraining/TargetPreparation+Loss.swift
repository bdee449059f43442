import StrataLosses
import StrataModel

extension Preparation {
  /// The same, with the target's form as a loss makes the network's outputs: so that whoever
  /// predicts from the model's file gets probabilities, not logits.
  func answering(_ form: OutputForm) -> Preparation {
    let answered: TargetPreparation? =
      switch target {
      case .classes(var classes):
        {
          classes.form = form == .answers ? .probabilities : .logits
          return .classes(classes)
        }()
      case .numbers(let numbers):
        .numbers(
          numbers.map { number in
            var number = number
            number.isLogit = form == .sigmoidLogits
            return number
          })
      case nil: nil
      }
    // Only the form is new, and every form can be.
    return (try? Preparation(input: input, target: answered)) ?? self
  }
}
