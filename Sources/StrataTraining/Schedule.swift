public import StrataPlugin

/// What an optimizer's learning rate is multiplied by as time goes. A plugin of family `schedule`.
///
/// A schedule remembers nothing: what it says follows from the time and from what the epochs before
/// gave, so that a training that is taken up again needs nothing else.
public protocol Schedule: Plugin {
  /// What the learning rate is multiplied by at the next step; finite and at least 0.
  func factor(at time: TrainingTime) -> Double

  /// Refuses parameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)
}

extension Schedule {
  /// `schedule`.
  public static var family: PluginFamily { .schedule }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
}
