import StrataPlugin
public import StrataTensor

/// −Σ t · ln p: for classes, from probabilities, such as those of a network that ends in softmax.
///
/// A probability below the smallest normal number counts as that number, so that the loss stays
/// finite.
public struct CategoricalCrossEntropy: Loss {
  /// `categoricalCrossEntropy`.
  public static let kind = "categoricalCrossEntropy"

  /// The loss; it has nothing to configure.
  public init() {}

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
}
