public import StrataPlugin
public import StrataTensor

/// −Σ t · ln softmax(logits): for classes, from logits.
///
/// With a class number c it is ln Σ e^logits − logits[c]; with probabilities t, such as one-hot
/// rows, Σt · ln Σ e^logits − Σ t · logits.
public struct SoftmaxCrossEntropy: Loss {
  /// `softmaxCrossEntropy`.
  public static let kind = "softmaxCrossEntropy"
  /// What a list of plugins says of it.
  public static let summary = "Cross-entropy for classes, from logits"

  /// ε, the share of the truth that is spread over all answers: t ← (1 − ε) t + ε / classes;
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

  /// True.
  public var takesClasses: Bool { true }
  /// Logits: the probabilities are their softmax.
  public var outputForm: OutputForm { .softmaxLogits }

  /// The cross-entropy of each row.
  public func losses<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    let columns = logits.shape.columns
    arithmetic.logSumExpRows(logits, into: losses)
    guard labelSmoothing == 0 else {
      let smoothed = SmoothedTargets(targets, labelSmoothing, columns)
      for row in 0..<losses.count {
        var sum = T.zero
        for place in row * columns..<(row + 1) * columns {
          sum += smoothed[row, place] * (losses[row] - logits[place])
        }
        losses[row] = sum
      }
      return
    }
    switch targets {
    case .classes(let labels):
      for row in 0..<losses.count {
        losses[row] = losses[row] - logits[row * columns + Int(labels[row])]
      }
    case .values(let targets):
      for row in 0..<losses.count {
        var (total, product) = (T.zero, T.zero)
        for column in row * columns..<(row + 1) * columns {
          total += targets[column]
          product += targets[column] * logits[column]
        }
        losses[row] = total * losses[row] - product
      }
    }
  }

  /// scale · (Σt · softmax(logits) − t).
  public func gradient<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    let columns = logits.shape.columns
    arithmetic.softmaxRows(logits, into: gradient)
    guard labelSmoothing == 0 else {
      let smoothed = SmoothedTargets(targets, labelSmoothing, columns)
      for row in 0..<logits.shape.rows {
        let range = row * columns..<(row + 1) * columns
        var total = T.zero
        for place in range { total += smoothed[row, place] }
        for place in range {
          gradient[place] = (total * gradient[place] - smoothed[row, place]) * scale
        }
      }
      return
    }
    switch targets {
    case .classes(let labels):
      for row in 0..<labels.count {
        let place = row * columns + Int(labels[row])
        gradient[place] = gradient[place] - 1
      }
      arithmetic.scale(gradient.readOnly, by: scale, into: gradient)
    case .values(let targets):
      for row in 0..<logits.shape.rows {
        let range = row * columns..<(row + 1) * columns
        var total = T.zero
        for column in range { total += targets[column] }
        for column in range {
          gradient[column] = (total * gradient[column] - targets[column]) * scale
        }
      }
    }
  }
}

extension Loss where Self == SoftmaxCrossEntropy {
  /// −Σ t · ln softmax(logits).
  public static var softmaxCrossEntropy: SoftmaxCrossEntropy { SoftmaxCrossEntropy() }
  /// −Σ t · ln softmax(logits), with a share of the truth spread over all answers.
  public static func softmaxCrossEntropy(labelSmoothing: Float) -> SoftmaxCrossEntropy {
    SoftmaxCrossEntropy(labelSmoothing: labelSmoothing)
  }
}
