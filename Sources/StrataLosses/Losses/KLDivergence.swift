import StrataPlugin
public import StrataTensor

/// Σ t (ln t − ln p), the relative entropy of the probabilities t with respect to the p: how many
/// nats are lost by taking p for t (S. Kullback and R. Leibler, "On information and sufficiency",
/// Ann. Math. Statist. 22 (1), 1951). The sum over a sample's outputs, then the mean over the batch.
///
/// From probabilities, such as those of a network that ends in softmax. It differs from
/// ``CategoricalCrossEntropy`` by what depends on the targets alone, and is 0 where p = t. A p below
/// the smallest normal number counts as that number, so that the loss stays finite.
public struct KLDivergence: Loss {
  /// `klDivergence`.
  public static let kind = "klDivergence"
  /// What a list of plugins says of it.
  public static let summary = "The relative entropy of the right probabilities"

  /// The loss; it has nothing to configure.
  public init() {}

  /// True: their probabilities, or numbers, which are probabilities of 0 and 1.
  public var takesClasses: Bool { true }
  /// From 0 to 1.
  public var targetRange: ClosedRange<Double>? { 0...1 }

  private func clamped<T: Real>(_ p: T) -> T {
    p < .leastNormalMagnitude ? .leastNormalMagnitude : p
  }

  /// Σ t (ln t − ln p) of each row.
  public func losses<T: Real>(
    _ p: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    let columns = p.shape.columns
    for row in 0..<losses.count {
      switch targets {
      case .classes(let labels):
        losses[row] = -T.log(clamped(p[row * columns + Int(labels[row])]))
      case .values(let t):
        var sum = T.zero
        for place in row * columns..<(row + 1) * columns where t[place] != 0 {
          sum += t[place] * (T.log(t[place]) - T.log(clamped(p[place])))
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
    CategoricalCrossEntropy().gradient(p, targets, scale: scale, into: gradient, arithmetic)
  }
}

extension Loss where Self == KLDivergence {
  /// Σ t (ln t − ln p).
  public static var klDivergence: KLDivergence { KLDivergence() }
}
