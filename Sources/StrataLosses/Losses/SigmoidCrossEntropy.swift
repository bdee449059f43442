public import StrataPlugin
public import StrataTensor

/// The mean over a sample's outputs of −t · ln σ(x) − (1 − t) · ln(1 − σ(x)): for yes or no
/// answers, from logits x.
///
/// Computed as max(x, 0) − x·t + ln(1 + e^−|x|), which cannot overflow. Targets are numbers from 0
/// to 1; with one output, the class numbers 0 and 1 too.
public struct SigmoidCrossEntropy: Loss {
  /// `sigmoidCrossEntropy`.
  public static let kind = "sigmoidCrossEntropy"
  /// What a list of plugins says of it.
  public static let summary = "Cross-entropy for yes or no answers, from logits"

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
  /// Logits: the probabilities are their sigmoid.
  public var outputForm: OutputForm { .sigmoidLogits }

  /// As many target values as outputs, or class numbers for one output.
  /// - Throws: ``LossError``.
  public func check(outputs: Int, targets: Int?) throws(LossError) {
    try YesOrNo.check(Self.kind, outputs: outputs, targets: targets)
  }

  /// The mean over each sample's outputs.
  public func losses<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard losses.count > 0 else { return }
    let (outputs, smoothing) = (logits.count / losses.count, T(labelSmoothing))
    for row in 0..<losses.count {
      var sum = T.zero
      for place in row * outputs..<(row + 1) * outputs {
        let x = logits[place]
        let softplus = T.log(1 + T.exp(-abs(x)))
        sum += (x > 0 ? x : 0) - x * YesOrNo.target(targets, place, smoothing: smoothing) + softplus
      }
      losses[row] = sum / T(outputs)
    }
  }

  /// scale · (σ(x) − t) / outputs.
  public func gradient<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard logits.count > 0 else { return }
    let (part, smoothing) = (scale / T(logits.count / logits.shape[0]), T(labelSmoothing))
    arithmetic.sigmoid(logits, into: gradient)
    for place in 0..<gradient.count {
      gradient[place] =
        part * (gradient[place] - YesOrNo.target(targets, place, smoothing: smoothing))
    }
  }
}

extension Loss where Self == SigmoidCrossEntropy {
  /// −t · ln σ(x) − (1 − t) · ln(1 − σ(x)).
  public static var sigmoidCrossEntropy: SigmoidCrossEntropy { SigmoidCrossEntropy() }
  /// −t · ln σ(x) − (1 − t) · ln(1 − σ(x)), with a share of the truth spread over all answers.
  public static func sigmoidCrossEntropy(labelSmoothing: Float) -> SigmoidCrossEntropy {
    SigmoidCrossEntropy(labelSmoothing: labelSmoothing)
  }
}
