import StrataPlugin

/// What optimizers and schedules refuse alike.
struct Hyperparameter {
  let kind: String
  let name: String
  let value: Double

  init(_ kind: String, _ name: String, _ value: Double) {
    (self.kind, self.name, self.value) = (kind, name, value)
  }

  /// For what is kept of a mean at each step: at least 0 and below 1.
  func requireBelowOne() throws(PluginError) {
    try require(value >= 0 && value < 1, "at least 0 and below 1")
  }

  /// Over 0 and finite.
  func requirePositive() throws(PluginError) {
    try require(value > 0 && value.isFinite, "a finite number over 0")
  }

  /// At least 0 and finite.
  func requireNotNegative() throws(PluginError) {
    try require(value >= 0 && value.isFinite, "a finite number of at least 0")
  }

  /// For what is a part of something: from 0 to 1.
  func requireShare() throws(PluginError) {
    try require(value >= 0 && value <= 1, "at least 0 and at most 1")
  }

  /// For what is left of something after each of many times: over 0 and at most 1.
  func requireFactor() throws(PluginError) {
    try require(value > 0 && value <= 1, "over 0 and at most 1")
  }

  func require(_ isFine: Bool, _ expected: String) throws(PluginError) {
    guard isFine else {
      throw .invalid(kind: kind, parameter: name, expected: expected, got: "\(value)")
    }
  }
}
