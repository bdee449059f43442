public import StrataTensor

/// What a network gave for each sample of a set: answer, right answer, loss.
///
/// ```swift
/// let outcomes = try Evaluator(model, loss: .softmaxCrossEntropy).outcomes(of: data)
/// for sample in outcomes.worst(10) { print(sample, outcomes.losses[sample]) }
/// ```
public struct SampleOutcomes: Hashable, Sendable {
  /// The class that a sample is of and the one that it was taken for.
  public struct Choice: Hashable, Sendable {
    /// The sample's class.
    public let truth: Int
    /// The class that it was taken for.
    public let answer: Int
    /// Whether they are one.
    public var isRight: Bool { truth == answer }
  }

  /// Each sample's loss in the targets' own units, times the sample's weight where it has one; of
  /// several outputs the sum of theirs, each times the weight of its loss.
  public let losses: [Float]
  /// What the first output gave as people read it, [samples, outputs]: probabilities for logits,
  /// values in the targets' own units.
  public let answers: Tensor<Float>
  /// What the first output should have given, [samples, outputs], in the same units; nil for class
  /// numbers.
  public let targets: Tensor<Float>?
  /// What each sample was taken for; nil where the first output's targets are neither classes nor one
  /// yes or no answer.
  public let choices: [Choice]?

  /// The number of samples.
  public var count: Int { losses.count }

  /// The samples of the greatest losses.
  /// - Parameters:
  ///   - count: How many at most.
  ///   - onlyWrong: Whether samples that were answered right are left out; counts where there are
  ///     ``choices``.
  /// - Returns: Numbers of samples, the greatest loss first; before it what is NaN; of equal ones the
  ///   lower number first.
  /// - Complexity: O(n log n) for n samples.
  public func worst(_ count: Int, onlyWrong: Bool = false) -> [Int] {
    func rank(_ sample: Int) -> (Float, Int) {
      (losses[sample].isNaN ? -.infinity : -losses[sample], sample)
    }
    let all = losses.indices.filter { !onlyWrong || choices?[$0].isRight != true }
    return Array(all.sorted { rank($0) < rank($1) }.prefix(max(count, 0)))
  }

  /// The probability that the network gave the class which it took a sample for.
  /// - Precondition: There are ``choices``, and the sample is one of them.
  public func confidence(of sample: Int) -> Float {
    guard let choices else { preconditionFailure("no classes to be sure of") }
    let columns = answers.rowLength
    let answer = choices[sample].answer
    if columns == 1 { return answer == 1 ? answers[sample] : 1 - answers[sample] }
    return answers[sample * columns + answer]
  }

  /// Whether answers are right as often as the network is sure of them.
  /// - Parameter bins: How many bins the confidences are put into, at least 1.
  /// - Throws: ``TrainingError`` where targets are no classes, or answers no probabilities: each from 0
  ///   to 1, and of several classes 1 together but for rounding.
  /// - Complexity: O(answers).
  public func calibration(bins: Int = 15) throws(TrainingError) -> Calibration {
    guard let choices else {
      throw .argument(
        "calibration", expected: "targets that are classes, or one yes or no answer",
        got: "numbers")
    }
    var calibration = try Calibration(bins: bins)
    let columns = answers.rowLength
    for (sample, choice) in choices.enumerated() {
      let row = answers.elements[sample * columns..<(sample + 1) * columns]
      let sum = row.reduce(0) { $0 + Double($1) }
      guard columns == 1 || (sum - 1).magnitude < 1e-3, row.allSatisfy({ $0 >= 0 }) else {
        throw .data(
          expected: "probabilities that are 1 together, for a calibration",
          got: "\(sum) at sample \(sample)")
      }
      try calibration.add(
        confidence: Double(confidence(of: sample)), isRight: choice.isRight)
    }
    return calibration
  }

  /// Answer − target of one output for each sample; nil for class numbers.
  /// - Precondition: The output is one of the answers' columns.
  public func residuals(output: Int) -> Tensor<Float>? {
    guard let targets else { return nil }
    let columns = answers.rowLength
    precondition((0..<max(columns, 1)).contains(output), "output \(output) of \(columns)")
    return Tensor(
      (0..<count).map { answers[$0 * columns + output] - targets[$0 * columns + output] })
  }
}
