import StrataPlugin
public import StrataTensor

/// Σ (y − t)² / outputs: the mean over a sample's outputs, then over the batch.
public struct MeanSquaredError: Loss {
  /// `meanSquaredError`.
  public static let kind = "meanSquaredError"
  /// What a list of plugins says of it.
  public static let summary = "The mean of (y − t)²"

  /// The loss; it has nothing to configure.
  public init() {}

  /// False.
  public var takesClasses: Bool { false }

  /// Σ (y − t)² / outputs.
  public func losses<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, losses.count > 0 else { return }
    arithmetic.rowSquaredDistances(predictions, targets, into: losses)
    let outputs = T(predictions.count / losses.count)
    for sample in 0..<losses.count { losses[sample] = losses[sample] / outputs }
  }

  /// scale · 2 (y − t) / outputs.
  public func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, predictions.count > 0 else { return }
    let outputs = T(predictions.count / predictions.shape[0])
    arithmetic.scaledDifference(predictions, targets, by: 2 * scale / outputs, into: gradient)
  }
}

extension Loss where Self == MeanSquaredError {
  /// Σ (y − t)² / outputs.
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}
