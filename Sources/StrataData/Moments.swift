import StrataModel

/// Mean and population deviation: √(Σ (x − mean)² / n), in two passes in Double, in order.
struct Moments {
  let mean: Double
  let deviation: Double

  /// - Throws: `PreparationError/invalid(part:expected:got:)` if there is no number, or the sums
  ///   overflow.
  init(of numbers: some Collection<Double>, name: String) throws(PreparationError) {
    guard let first = numbers.first else { throw Self.nothingToLearn(from: name) }
    // The mean of equal numbers, as summed, may be off by a rounding, which would pass for variance.
    guard numbers.contains(where: { $0 != first }) else {
      (mean, deviation) = (first, 1)
      return
    }
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / count).squareRoot()
    guard mean.isFinite, deviation.isFinite else {
      throw .invalid(
        part: "column \(quoted(name))", expected: "numbers whose squares can be summed",
        got: "\(RawValue.text(first)) and others")
    }
    self.mean = mean
    // Squares of tiny distances underflow.
    self.deviation = deviation > 0 ? deviation : 1
  }

  static func nothingToLearn(from column: String) -> PreparationError {
    .invalid(
      part: "column \(quoted(column))", expected: "at least one value to learn from", got: "none")
  }
}
