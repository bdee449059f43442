import StrataModel
import StrataPlugin

extension TrainingState {
  /// Refuses what no training can be done with.
  func checkRanges() throws(TrainingError) {
    guard batchSize > 0 else {
      throw .argument("batch size", expected: "a number over 0", got: "\(batchSize)")
    }
    guard gradientAccumulation > 0 else {
      throw .argument(
        "gradient accumulation", expected: "a number of batches over 0",
        got: "\(gradientAccumulation)")
    }
    if reduction == .weightedMean, gradientAccumulation > 1 {
      throw .argument(
        "reduction", expected: "mean or sum where gradients of several batches are added up",
        got: "weightedMean")
    }
    guard validationSplit >= 0, validationSplit < 1 else {
      throw .argument(
        "validation split", expected: "at least 0 and below 1", got: "\(validationSplit)")
    }
    for case let (name, bound?) in [("clip norm", clipNorm), ("clip value", clipValue)]
    where !TrainingState.isBound(bound) {
      throw .argument(
        name, expected: "a number over 0 within the range of Float", got: "\(bound)")
    }
    if let averaging, !(averaging >= 0 && averaging < 1) {
      throw .argument("averaging", expected: "at least 0 and below 1", got: "\(averaging)")
    }
    for output in losses where !(output.weight > 0 && Float(output.weight).isFinite) {
      throw .argument(
        "loss weight", expected: "a finite number over 0", got: "\(output.weight)")
    }
    for group in groups {
      for (name, value) in [
        ("learning rate", group.learningRate), ("decay", group.weightDecay ?? 0),
      ]
      where !(value >= 0 && value.isFinite) {
        throw .argument(
          "parameter group '\(group.pattern)': \(name)",
          expected: "a finite number of at least 0", got: "\(value)")
      }
    }
  }

  /// Refuses what does not go with an optimizer that moves all parameters together by the loss's own
  /// gradients.
  func checkFullBatch() throws(TrainingError) {
    for case let (name, bound?) in [("clip norm", clipNorm), ("clip value", clipValue)] {
      throw .argument(name, expected: "none with \(optimizer.kind)", got: "\(bound)")
    }
    for group in groups where group.learningRate != 1 || group.weightDecay != nil {
      throw .argument(
        "parameter group '\(group.pattern)'",
        expected: "no learning rate and no decay of its own with \(optimizer.kind)",
        got: group.learningRate != 1 ? "\(group.learningRate)" : "\(group.weightDecay ?? 0)")
    }
  }

  /// Refuses what is no learning rate.
  static func checkLearningRate(_ rate: Double) throws(TrainingError) {
    guard rate.isFinite, rate > 0 else {
      throw .argument("learning rate", expected: "a number over 0", got: "\(rate)")
    }
  }
}
