import Strata
import StrataJSON

/// Prints what each epoch gave as JSON, a line an epoch, as soon as it ends.
final class EpochLines: Callback {
  func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {
    do {
      try StandardOutput.print(TerminalJSON.text(record, layout: .compact))
    } catch {
      throw .output("\(error)")
    }
  }
}
