public import StrataPlugin
public import StrataTensor

/// The mean over a sample's outputs of −t · ln p − (1 − t) · ln(1 − p): for yes or no answers, from
/// probabilities, such as those of a network that ends in sigmoid.
///
/// p counts as at least 2⁻²⁴ away from 0 and from 1, so that loss and gradient stay finite. Targets
/// are numbers from 0 to 1; with one output, the class numbers 0 and 1 too.
public struct BinaryCrossEntropy: Loss {
  /// `binaryCrossEntropy`.
  public static let kind = "binaryCrossEntropy"
  /// What a list of plugins says of it.
  public static let summary = "Cross-entropy for yes or no answers, from probabilities"

  /// ε, the share of the truth that is spread over all answers: t ← (1 − ε) t + ε / 2;
  /// at least 0 and below 1.
  public let labelSmoothing: Float

  /// The loss.
  public init(labelSmoothing: Float = 0) { self.labelSmoothing = labelSmoothing }

  /// Reads `labelSmoothing` (default 0).
  /// - Throws: `DecodingError`; `PluginError` for a share out of range.
  public init(from decoder: any Decoder) throws {
    labelSmoothing = try LabelSmoothing.decode(Self.kind, from: decoder)
  }

  /// Writes a share that is not 0.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    try LabelSmoothing.encode(labelSmoothing, to: encoder)
  }

  /// Without label smoothing, as before there was any.
  public var isBare: Bool { labelSmoothing == 0 }

  /// Refuses a share that is not at least 0 and below 1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    try LabelSmoothing.check(Self.kind, labelSmoothing)
  }

  /// False: targets are numbers from 0 to 1.
  public var takesClasses: Bool { false }
  /// False: they are probabilities.
  public var targetsMayBeScaled: Bool { false }
  /// From 0 to 1.
  public var targetRange: ClosedRange<Double>? { 0...1 }

  /// As many target values as outputs, or class numbers for one output.
  /// - Throws: ``LossError``.
  public func check(outputs: Int, targets: Int?) throws(LossError) {
    try YesOrNo.check(Self.kind, outputs: outputs, targets: targets)
  }

  private func clamped<T: Real>(_ p: T) -> T {
    let margin: T = 0x1p-24
    return p < margin ? margin : p > 1 - margin ? 1 - margin : p
  }

  /// The mean over each sample's outputs.
  public func losses<T: Real>(
    _ p: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard losses.count > 0 else { return }
    let (outputs, smoothing) = (p.count / losses.count, T(labelSmoothing))
    for row in 0..<losses.count {
      var sum = T.zero
      for place in row * outputs..<(row + 1) * outputs {
        let (p, t): (T, T) = (
          clamped(p[place]), YesOrNo.target(targets, place, smoothing: smoothing)
        )
        sum -= t * T.log(p) + (1 - t) * T.log(1 - p)
      }
      losses[row] = sum / T(outputs)
    }
  }

  /// scale · (p − t) / (p · (1 − p)) / outputs.
  public func gradient<T: Real>(
    _ p: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard p.count > 0 else { return }
    let (part, smoothing) = (scale / T(p.count / p.shape[0]), T(labelSmoothing))
    for place in 0..<p.count {
      let (p, t): (T, T) = (clamped(p[place]), YesOrNo.target(targets, place, smoothing: smoothing))
      gradient[place] = part * (p - t) / (p * (1 - p))
    }
  }
}

extension Loss where Self == BinaryCrossEntropy {
  /// −t · ln p − (1 − t) · ln(1 − p).
  public static var binaryCrossEntropy: BinaryCrossEntropy { BinaryCrossEntropy() }
  /// −t · ln p − (1 − t) · ln(1 − p), with a share of the truth spread over all answers.
  public static func binaryCrossEntropy(labelSmoothing: Float) -> BinaryCrossEntropy {
    BinaryCrossEntropy(labelSmoothing: labelSmoothing)
  }
}
