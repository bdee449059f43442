import Strata
import StrataBytes

/// Where a training stands, in words.
enum TrainingText {
  /// How it is done, and what it gave last.
  static func parts(_ state: TrainingState?, _ history: [EpochRecord]) -> [String] {
    guard let state else {
      return history.isEmpty ? ["none"] : ["over: \(Numbers.counted(history.count, "epoch"))"]
    }
    var text = "\(state.loss.kind.printable), \(state.optimizer.kind.printable)"
    if let optimizer = try? state.optimizer.plugin as? any Optimizer {
      text += " (learning rate \(optimizer.learningRate))"
    }
    text += ", batch size \(state.batchSize), seed \(state.seed)"
    if state.validationSplit > 0 { text += ", validation split \(state.validationSplit)" }
    if let bound = state.clipNorm { text += ", clip norm \(bound)" }
    if let bound = state.clipValue { text += ", clip value \(bound)" }
    var last = "\(Numbers.counted(state.epoch, "epoch")), \(Numbers.counted(state.step, "step"))"
    if let record = state.history.last { last += ": " + results(record) }
    return [text, last]
  }

  private static func results(_ record: EpochRecord) -> String {
    var text = "loss \(Numbers.decimal(record.loss))"
    for metric in record.metrics {
      text += ", \(metric.name.printable) \(Numbers.decimal(metric.value))"
    }
    if let loss = record.validationLoss {
      text += "; validation loss \(Numbers.decimal(loss))"
      for metric in record.validationMetrics {
        text += ", \(metric.name.printable) \(Numbers.decimal(metric.value))"
      }
    }
    return text
  }
}
