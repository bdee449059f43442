import StrataTensor

/// What the losses for yes or no answers share.
enum YesOrNo {
  static func check(_ loss: String, outputs: Int, targets: Int?) throws(LossError) {
    guard let targets else {
      if outputs == 1 { return }
      throw LossError(loss, expected: "1 output for class labels", got: "\(outputs) outputs")
    }
    guard targets == outputs else {
      throw LossError(
        loss, expected: "\(outputs) target values a sample, one an output", got: "\(targets)")
    }
  }

  /// The target at a place of the outputs; with class numbers there is one output a sample.
  /// - Parameter smoothing: Which share of the way to ½ it is moved.
  static func target<T: Real>(
    _ targets: TargetView<T>, _ place: Int, smoothing: T = 0
  ) -> T {
    let target =
      switch targets {
      case .values(let values): values[place]
      case .classes(let labels): T(labels[place])
      }
    return target + (0.5 - target) * smoothing
  }
}
