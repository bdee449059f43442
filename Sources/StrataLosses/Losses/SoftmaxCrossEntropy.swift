import StrataPlugin
public import StrataTensor

/// −Σ t · ln softmax(logits): for classes, from logits.
///
/// With a class number c it is ln Σ e^logits − logits[c]; with probabilities t, such as one-hot
/// rows, Σt · ln Σ e^logits − Σ t · logits.
public struct SoftmaxCrossEntropy: Loss {
  /// `softmaxCrossEntropy`.
  public static let kind = "softmaxCrossEntropy"

  /// The loss; it has nothing to configure.
  public init() {}

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
}
