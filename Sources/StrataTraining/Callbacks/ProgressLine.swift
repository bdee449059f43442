private import Glibc
public import StrataModel

/// Shows a training on standard error: on a terminal one line that is redrawn, elsewhere one plain
/// line an epoch.
///
/// On a terminal the line is never longer than the screen is wide: what matters least is left out, first
/// the rows a second, in the end all but the epoch and the loss.
public final class ProgressLine: Callback {
  private let isTerminal: Bool
  private let columns: () -> Int
  private let write: (String) -> Void
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var epochBegan: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant?
  private var stepsAtStart: Double?
  /// Whether a line stands there that is not yet written for good.
  private var isOpen = false

  /// A line on standard error.
  public convenience init() {
    self.init(isTerminal: isatty(2) == 1, columns: Self.screenColumns) { text in
      // A lost progress line is no reason to stop a training.
      var text = text
      text.withUTF8 { bytes in _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count) }
    }
  }

  /// A line somewhere else.
  /// - Parameters:
  ///   - isTerminal: Whether the line can be redrawn.
  ///   - columns: How wide the terminal is, asked each time: somebody may drag it.
  ///   - write: Takes each piece of text.
  public init(
    isTerminal: Bool, columns: @escaping () -> Int = { .max }, write: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.columns = columns
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
    isOpen = true
    var parts = parts(progress, now)
    parts.append(Part("\(timeLeft(progress, now)) left", rank: 2))
    write("\r" + fitting(parts) + "\u{1B}[K")
  }

  /// Writes the epoch's line for good.
  public func epochEnded(
    _ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer
  ) {
    var parts = parts(progress, clock.now)
    if let loss = record.validationLoss {
      var text = "validation loss \(Self.decimal(loss))"
      for metric in record.validationMetrics {
        text += " \(metric.name) \(Self.decimal(metric.value))"
      }
      parts.append(Part(text, rank: 5))
    }
    write(isTerminal ? "\r\(fitting(parts))\u{1B}[K\n" : fitting(parts) + "\n")
    isOpen = false
    epochBegan = clock.now
  }

  /// Leaves the line as it stands, so that something else can be written below it: after a training
  /// that was stopped within an epoch.
  public func close() {
    if isOpen { write("\n") }
    isOpen = false
  }

  // MARK: - Words

  /// A piece of the line; those of the lowest rank are left out first.
  private struct Part {
    let text: String
    let rank: Int

    init(_ text: String, rank: Int) {
      self.text = text
      self.rank = rank
    }
  }

  private func parts(_ progress: TrainingProgress, _ now: ContinuousClock.Instant) -> [Part] {
    var parts = [Part("epoch \(progress.epoch)/\(progress.lastEpoch)", rank: 7)]
    parts.append(
      Part("step \(progress.step)" + (progress.stepsPerEpoch.map { "/\($0)" } ?? ""), rank: 3))
    parts.append(Part("loss \(Self.decimal(progress.loss))", rank: 6))
    for metric in progress.metrics {
      parts.append(Part("\(metric.name) \(Self.decimal(metric.value))", rank: 4))
    }
    let seconds = Self.seconds(now - epochBegan)
    let rate = seconds > 0 ? Double(progress.samples) / seconds : 0
    parts.append(Part("\(Int(rate.rounded())) rows/s", rank: 1))
    return parts
  }

  /// The parts that the screen has room for, in order.
  private func fitting(_ parts: [Part]) -> String {
    // In the last column a terminal holds the cursor back, and clearing the rest would clear the letter.
    let width = isTerminal ? columns() - 1 : .max
    var parts = parts
    while true {
      let text = parts.map(\.text).joined(separator: "  ")
      guard text.count > width else { return text }
      guard parts.count > 1, let least = parts.map(\.rank).min(),
        let place = parts.lastIndex(where: { $0.rank == least })
      else { return String(text.prefix(max(width, 0))) }
      parts.remove(at: place)
    }
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

  /// The columns of the terminal on standard error.
  private static func screenColumns() -> Int {
    var size = winsize()
    // In range: the call fills the structure that it is handed.
    let answer = unsafe ioctl(2, UInt(TIOCGWINSZ), &size)
    return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
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
