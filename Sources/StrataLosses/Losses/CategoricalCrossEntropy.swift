public import StrataPlugin
public import StrataTensor

/// −Σ t · ln p: for classes, from probabilities, such as those of a network that ends in softmax.
///
/// A probability below the smallest normal number counts as that number, so that the loss stays
/// finite.
public struct CategoricalCrossEntropy: Loss {
  /// `categoricalCrossEntropy`.
  public static let kind = "categoricalCrossEntropy"
  /// What a list of plugins says of it.
  public static let summary = "Cross-entropy for classes, from probabilities"

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

  private func clamped<T: Real>(_ p: T) -> T {
    p < .leastNormalMagnitude ? .leastNormalMagnitude : p
  }

  /// −Σ t · ln p of each row.
  public func losses<T: Real>(
    _ p: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    let columns = p.shape.columns
    guard labelSmoothing == 0 else {
      let smoothed = SmoothedTargets(targets, labelSmoothing, columns)
      for row in 0..<losses.count {
        var sum = T.zero
        for place in row * columns..<(row + 1) * columns {
          sum -= smoothed[row, place] * T.log(clamped(p[place]))
        }
        losses[row] = sum
      }
      return
    }
    for row in 0..<losses.count {
      switch targets {
      case .classes(let labels):
        losses[row] = -T.log(clamped(p[row * columns + Int(labels[row])]))
      case .values(let targets):
        var sum = T.zero
        for column in row * columns..<(row + 1) * columns where targets[column] != 0 {
          sum -= targets[column] * T.log(clamped(p[column]))
        }
        losses[row] = sum
      }
    }
  }

  /// −scale · t / p.
  public func gradient<T: Real>(
    _ p: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    let columns = p.shape.columns
    guard labelSmoothing == 0 else {
      let smoothed = SmoothedTargets(targets, labelSmoothing, columns)
      for row in 0..<p.shape.rows {
        for place in row * columns..<(row + 1) * columns {
          gradient[place] = -scale * smoothed[row, place] / clamped(p[place])
        }
      }
      return
    }
    switch targets {
    case .classes(let labels):
      gradient.fill(0)
      for row in 0..<labels.count {
        let place = row * columns + Int(labels[row])
        gradient[place] = -scale / clamped(p[place])
      }
    case .values(let targets):
      for place in 0..<p.count {
        gradient[place] = -scale * targets[place] / clamped(p[place])
      }
    }
  }
}

extension Loss where Self == CategoricalCrossEntropy {
  /// −Σ t · ln p.
  public static var categoricalCrossEntropy: CategoricalCrossEntropy { CategoricalCrossEntropy() }
  /// −Σ t · ln p, with a share of the truth spread over all answers.
  public static func categoricalCrossEntropy(labelSmoothing: Float) -> CategoricalCrossEntropy {
    CategoricalCrossEntropy(labelSmoothing: labelSmoothing)
  }
}
