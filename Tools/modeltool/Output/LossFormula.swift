import Strata

/// A loss of outputs and targets as people write it, and its derivative.
struct LossFormula {
  /// The loss; nil if it cannot be written shortly.
  let value: String?
  /// Its derivative with respect to an output; nil if it cannot be written shortly.
  let slope: String?
  /// What label smoothing makes of a target, in the words of the other two; nil where there is none.
  let smoothing: String?

  init(_ loss: AnyPlugin, outputs: Int) {
    let loss = try? loss.plugin
    let smoothed = Self.smoothing(loss, outputs: outputs)
    smoothing = smoothed.map { share, ways in
      let share = Formula.given(Double("\(share)") ?? Double(share))
      return "target′ = target · (1 − \(share)) + \(share) / \(ways)"
    }
    let target = smoothed == nil ? "target" : "target′"
    switch loss {
    case is MeanSquaredError:
      (value, slope) = ("Σ (target − out)² / \(outputs)", "2 (out − target) / \(outputs)")
    case is MeanAbsoluteError:
      (value, slope) = ("Σ |target − out| / \(outputs)", nil)
    case is SoftmaxCrossEntropy:
      (value, slope) = ("−Σ \(target) · ln softmax(out)", "softmax(out) − \(target)")
    case is CategoricalCrossEntropy:
      (value, slope) = ("−Σ \(target) · ln out", "−\(target) / out")
    case is SigmoidCrossEntropy:
      value =
        "−Σ (\(target) · ln sigmoid(out) + (1 − \(target)) · ln (1 − sigmoid(out))) / \(outputs)"
      slope = "(sigmoid(out) − \(target)) / \(outputs)"
    case is BinaryCrossEntropy:
      value = "−Σ (\(target) · ln out + (1 − \(target)) · ln (1 − out)) / \(outputs)"
      slope = "(out − \(target)) / (out · (1 − out)) / \(outputs)"
    default: (value, slope) = (nil, nil)
    }
  }

  /// The share of a target that is spread, and over how many answers.
  private static func smoothing(_ loss: (any Plugin)?, outputs: Int) -> (share: Float, ways: Int)? {
    let smoothing: (share: Float, ways: Int)? =
      switch loss {
      case let loss as SoftmaxCrossEntropy: (loss.labelSmoothing, outputs)
      case let loss as CategoricalCrossEntropy: (loss.labelSmoothing, outputs)
      case let loss as SigmoidCrossEntropy: (loss.labelSmoothing, 2)
      case let loss as BinaryCrossEntropy: (loss.labelSmoothing, 2)
      default: nil
      }
    return smoothing.flatMap { $0.share > 0 ? $0 : nil }
  }
}
