import StrataPlugin
public import StrataTensor

/// ln cosh(y − t): near 0 half a square, far from it a distance, and smooth between. The mean over a
/// sample's outputs, then over the batch.
///
/// With d = y − t it is computed as −ln(1 − tanh² d) / 2 where |d| < 1, which loses no digit near 0,
/// and as |d| + ln(1 + e^−2|d|) − ln 2 elsewhere, which cannot overflow.
public struct LogCosh: ElementwiseLoss {
  /// `logCosh`.
  public static let kind = "logCosh"
  /// What a list of plugins says of it.
  public static let summary = "ln cosh(y − t): a square near the target, a distance far from it"

  /// The loss; it has nothing to configure.
  public init() {}

  /// ln cosh(y − t).
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    let distance = abs(y - t)
    if distance < 1 {
      let slope = T.tanh(distance)
      return -T.log1p(-slope * slope) / 2
    }
    let logarithmOf2: T = 0.69314718055994530941723212145818
    return distance + (T.log1p(T.exp(-2 * distance)) - logarithmOf2)
  }

  /// tanh(y − t).
  public func derivative<T: Real>(_ y: T, _ t: T) -> T { T.tanh(y - t) }

  /// scale · tanh(y − t) / outputs, by the kernels.
  public func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, predictions.count > 0 else { return }
    let outputs = T(predictions.count / predictions.shape[0])
    arithmetic.scaledDifference(predictions, targets, by: 1, into: gradient)
    arithmetic.tanh(gradient.readOnly, into: gradient)
    arithmetic.scale(gradient.readOnly, by: scale / outputs, into: gradient)
  }
}

extension Loss where Self == LogCosh {
  /// ln cosh(y − t).
  public static var logCosh: LogCosh { LogCosh() }
}
