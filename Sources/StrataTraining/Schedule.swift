public import StrataPlugin

/// What an optimizer's learning rate is multiplied by as time goes. A plugin of family `schedule`.
///
/// A schedule remembers nothing: what it says follows from the time and from what the epochs before
/// gave, so that a training that is taken up again needs nothing else.
///
/// Lengths are epochs everywhere, whole or not: ``TrainingTime/epoch`` goes on at each step. At
/// whole epochs the package's own schedules say what PyTorch's of their names say after as many
/// calls of `step()`.
public protocol Schedule: Plugin {
  /// What the learning rate is multiplied by at the next step; finite and at least 0.
  func factor(at time: TrainingTime) -> Double

  /// Whether it may say another factor before an epoch has ended. No if it need not be asked at
  /// each step.
  var changesWithinEpochs: Bool { get }

  /// Refuses parameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)
}

extension Schedule {
  /// `schedule`.
  public static var family: PluginFamily { .schedule }
  /// Yes.
  public var changesWithinEpochs: Bool { true }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
}
