/// Whether answers are right as often as the network is sure of them: a reliability diagram as numbers.
///
/// Samples are put into M bins of equal width by their confidence, the probability of the class that
/// was taken: bin m, from 1, holds confidences in ((m − 1) / M, m / M], and the first one 0 too. Where
/// accuracy is below confidence the network is too sure of itself.
///
/// ```swift
/// let outcomes = try Evaluator(model, loss: .softmaxCrossEntropy).outcomes(of: data)
/// print(try outcomes.calibration().expectedError)
/// ```
///
/// Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On Calibration of Modern Neural Networks,
/// ICML 2017, section 2.
public struct Calibration: Hashable, Sendable {
  /// The samples whose confidences lie close together.
  public struct Bin: Hashable, Sendable {
    /// The number of samples.
    public fileprivate(set) var count = 0
    /// How many of them were answered right.
    public fileprivate(set) var right = 0
    /// Σ confidence, in the order of the samples.
    fileprivate var sum = 0.0

    /// The mean confidence, from 0 to 1; 0 of no samples.
    public var confidence: Double { count == 0 ? 0 : sum / Double(count) }
    /// The share that was answered right, from 0 to 1; 0 of no samples.
    public var accuracy: Double { count == 0 ? 0 : Double(right) / Double(count) }
  }

  /// The bins, from the least confidence to the greatest.
  public private(set) var bins: [Bin]

  /// Counts nothing yet.
  /// - Parameter bins: How many bins there are, at least 1. The source measures with 15.
  /// - Throws: ``TrainingError/argument(_:expected:got:)`` for no bin.
  public init(bins: Int = 15) throws(TrainingError) {
    guard bins >= 1 else {
      throw .argument("calibration", expected: "at least 1 bin", got: "\(bins)")
    }
    self.bins = Array(repeating: Bin(), count: bins)
  }

  /// Counts a sample.
  /// - Parameters:
  ///   - confidence: The probability of the class that it was taken for.
  ///   - isRight: Whether it is of that class.
  /// - Throws: ``TrainingError/data(expected:got:)`` for what is no probability.
  public mutating func add(confidence: Double, isRight: Bool) throws(TrainingError) {
    guard confidence >= 0, confidence <= 1 else {
      throw .data(expected: "probabilities from 0 to 1, for a calibration", got: "\(confidence)")
    }
    let place = Int((confidence * Double(bins.count)).rounded(.up)) - 1
    let index = min(max(place, 0), bins.count - 1)
    bins[index].count += 1
    bins[index].right += isRight ? 1 : 0
    bins[index].sum += confidence
  }

  /// The number of samples.
  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// The bounds between which a bin's confidences lie: over the lower one, up to the upper one.
  /// - Precondition: The bin is one of the calibration's.
  public func bounds(of bin: Int) -> ClosedRange<Double> {
    precondition(bins.indices.contains(bin), "bin \(bin) of \(bins.count)")
    return Double(bin) / Double(bins.count)...Double(bin + 1) / Double(bins.count)
  }

  /// The expected calibration error, Σ (samples of the bin / samples) · |accuracy − confidence|, from
  /// 0 to 1; 0 of no samples.
  public var expectedError: Double {
    let count = count
    guard count > 0 else { return 0 }
    return bins.reduce(0) { sum, bin in
      sum + Double(bin.count) / Double(count) * (bin.accuracy - bin.confidence).magnitude
    }
  }

  /// The maximum calibration error: the largest |accuracy − confidence| of a bin that has samples.
  public var maximumError: Double {
    bins.reduce(0) { max($0, $1.count == 0 ? 0 : ($1.accuracy - $1.confidence).magnitude) }
  }
}
