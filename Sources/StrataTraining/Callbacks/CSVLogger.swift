public import StrataModel
import StrataBytes

/// Writes what each epoch gave as a table: a row an epoch, a column a number.
///
/// The file is written anew after each epoch, whole or not at all, from the trainer's history: a
/// training that is taken up again goes on with its rows.
public final class CSVLogger: Callback {
  /// The file.
  public let path: String

  /// A table at a path.
  public init(_ path: String) { self.path = path }

  /// Writes all epochs so far.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) throws(TrainingError) {
    let names = trainer.history.last?.values.map(\.name) ?? []
    var text = (["epoch"] + names).joined(separator: ",") + "\n"
    for record in trainer.history {
      let values = record.values
      let cells = names.map { name in
        values.first { $0.name == name }.map { "\($0.value)" } ?? ""
      }
      text += (["\(record.epoch)"] + cells).joined(separator: ",") + "\n"
    }
    do throws(ByteError) {
      try AtomicFile.write(to: path) { (file) throws(ByteError) in try file.write(Array(text.utf8))
      }
    } catch {
      throw .output("log: \(error.description)")
    }
  }
}
