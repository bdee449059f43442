private import Glibc
public import StrataModel

/// Shows a training on standard error: on a terminal one line that is redrawn, elsewhere one plain
/// line an epoch.
public final class ProgressLine: Callback {
  private let isTerminal: Bool
  private let write: (String) -> Void
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var epochBegan: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant?
  private var stepsAtStart: Double?

  /// A line on standard error.
  public convenience init() {
    self.init(isTerminal: isatty(2) == 1) { text in
      // A lost progress line is no reason to stop a training.
      var text = text
      text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
    }
  }

  /// A line somewhere else.
  /// - Parameters:
  ///   - isTerminal: Whether the line can be redrawn.
  ///   - write: Takes each piece of text.
  public init(isTerminal: Bool, write: @escaping (String) -> Void) {
    self.isTerminal = isTerminal
    self.write = write
    began = clock.now
    epochBegan = began
  }

  /// Redraws the line, at most ten times a second.
  public func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
    if stepsAtStart == nil {
      stepsAtStart =
        Double(progress.epoch - 1) * Double(progress.stepsPerEpoch ?? 0) + Double(progress.step - 1)
    }
    guard isTerminal else { return }
    let now = clock.now
    if let drawn, now - drawn < .milliseconds(100), progress.step < progress.stepsPerEpoch ?? .max {
      return
    }
    drawn = now
    write("\r" + line(progress, now) + "  " + timeLeft(progress, now) + " left\u{1B}[K")
  }

  /// Writes the epoch's line for good.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) {
    var text = line(progress, clock.now)
    if let loss = record.validationLoss {
      text += "  validation loss \(Self.decimal(loss))"
      for metric in record.validationMetrics {
        text += " \(metric.name) \(Self.decimal(metric.value))"
      }
    }
    write(isTerminal ? "\r\(text)\u{1B}[K\n" : text + "\n")
    epochBegan = clock.now
  }

  private func line(_ progress: TrainingProgress, _ now: ContinuousClock.Instant) -> String {
    var text = "epoch \(progress.epoch)/\(progress.lastEpoch)"
    text += "  step \(progress.step)" + (progress.stepsPerEpoch.map { "/\($0)" } ?? "")
    text += "  loss \(Self.decimal(progress.loss))"
    for metric in progress.metrics { text += "  \(metric.name) \(Self.decimal(metric.value))" }
    let seconds = Self.seconds(now - epochBegan)
    let rate = seconds > 0 ? Double(progress.samples) / seconds : 0
    return text + "  \(Int(rate.rounded())) rows/s"
  }

  private func timeLeft(_ progress: TrainingProgress, _ now: ContinuousClock.Instant) -> String {
    // In Double: somebody may ask for more epochs than there will ever be time for.
    guard let stepsPerEpoch = progress.stepsPerEpoch.map(Double.init) else { return "?" }
    let done = Double(progress.epoch - 1) * stepsPerEpoch + Double(progress.step)
    let left = Double(progress.lastEpoch) * stepsPerEpoch - done
    let doneHere = done - (stepsAtStart ?? 0)
    guard doneHere > 0 else { return "?" }
    let seconds = Self.seconds(now - began) / doneHere * left
    guard let whole = Int(exactly: seconds.rounded(.up)), whole < 1_000_000_000 else {
      return "years"
    }
    return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  /// Four decimals, or the shortest form of what is too large or too small for that.
  private static func decimal(_ value: Double) -> String {
    guard value.magnitude < 1e6, value == 0 || value.magnitude >= 1e-3 else { return "\(value)" }
    let scaled = Int((value.magnitude * 10_000).rounded())
    let fraction = String(scaled % 10_000)
    let zeros = String(repeating: "0", count: 4 - fraction.count)
    return (value < 0 ? "-" : "") + "\(scaled / 10_000).\(zeros)\(fraction)"
  }
}
