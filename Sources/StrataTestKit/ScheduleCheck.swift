import StrataModel
public import StrataPlugin
public import StrataTraining

/// Checks all that a schedule promises.
///
/// - Its parameters are in range.
/// - Factors are finite and at least 0, in epochs of 1, 3 and 7 steps, with losses that fall, rise,
///   stand still, come to no number and are missing.
/// - They follow from the time alone: asked again, backwards, it says the same bits.
/// - It says one factor for a whole epoch if it promises to.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - schedule: The schedule.
///   - epochs: How many epochs to look at.
///   - plugins: The types of plugins outside the package that its configuration holds.
/// - Returns: A digest of all factors.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkSchedule<S: Schedule>(
  _ schedule: S, epochs: Int = 40, plugins: [any Plugin.Type] = []
) throws(CheckFailure) -> Digest {
  try checkCoding(schedule, plugins: plugins)
  let subject = "schedule '\(S.kind)'"
  do throws(PluginError) {
    try schedule.check()
  } catch {
    throw CheckFailure(subject, "parameters", expected: "what it takes", got: error.description)
  }
  let times = ScheduleTimes.times(epochs: epochs)
  var digest = Digest()
  var factors: [Double] = []
  for time in times {
    let factor = schedule.factor(at: time)
    guard factor >= 0, factor.isFinite else {
      throw CheckFailure(
        subject, "factor at epoch \(time.epoch)", expected: "a finite number of at least 0",
        got: "\(factor)")
    }
    if !schedule.changesWithinEpochs, time.step % time.stepsPerEpoch != 0,
      let first = factors.last, first != factor
    {
      throw CheckFailure(
        subject, "factor at epoch \(time.epoch)",
        expected: "\(first), as at the epoch's steps before", got: "\(factor)")
    }
    factors.append(factor)
    digest.add((0..<8).map { UInt8(truncatingIfNeeded: factor.bitPattern >> UInt64(8 * $0)) })
  }
  for (time, first) in zip(times, factors).reversed() {
    let again = schedule.factor(at: time)
    guard again == first else {
      throw CheckFailure(
        subject, "factor at epoch \(time.epoch), asked again", expected: "\(first)",
        got: "\(again)")
    }
  }
  return digest
}

/// Times that a training may come to.
private enum ScheduleTimes {
  /// How a number goes from epoch to epoch.
  private static let courses: [@Sendable (Int) -> Double?] = [
    { 1 / Double($0 + 1) }, { Double($0) }, { _ in 0.5 }, { $0 % 3 == 0 ? .nan : .infinity },
    { _ in nil }, { Double($0 * 7 % 5) - 2 },
  ]

  static func times(epochs: Int) -> [TrainingTime] {
    courses.flatMap { course in
      [1, 3, 7].flatMap { steps in
        let records = (0..<epochs).map { epoch in
          EpochRecord(
            epoch: epoch + 1, loss: course(epoch) ?? 1,
            metrics: course(epoch).map { [.init("accuracy", $0)] } ?? [],
            validationLoss: course(epoch),
            validationMetrics: course(epoch).map { [.init("accuracy", $0)] } ?? [])
        }
        return (0...epochs * steps).map { step in
          TrainingTime(
            step: step, stepsPerEpoch: steps, history: Array(records.prefix(step / steps)))
        }
      }
    }
  }
}
