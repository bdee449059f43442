import StrataPlugin
public import StrataTensor

/// (ln(1 + y) − ln(1 + t))²: the square of a ratio, for targets of 0 and more whose sizes differ
/// widely. The mean over a sample's outputs, then over the batch.
///
/// For an output below 0, where there may be no logarithm, its tangent y stands for ln(1 + y): loss
/// and gradient are finite there, and lead back.
public struct MeanSquaredLogarithmicError: ElementwiseLoss {
  /// `meanSquaredLogarithmicError`.
  public static let kind = "meanSquaredLogarithmicError"
  /// What a list of plugins says of it.
  public static let summary = "The mean of (ln(1 + y) − ln(1 + t))²: the square of a ratio"

  /// The loss; it has nothing to configure.
  public init() {}

  /// False: a standardised target would have another logarithm.
  public var targetsMayBeScaled: Bool { false }
  /// 0 and more.
  public var targetRange: ClosedRange<Double>? { 0...Double.greatestFiniteMagnitude }

  private func logarithm<T: Real>(_ y: T) -> T { y < 0 ? y : T.log1p(y) }

  /// (ln(1 + y) − ln(1 + t))².
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    let difference = logarithm(y) - T.log1p(t)
    return difference * difference
  }

  /// 2 (ln(1 + y) − ln(1 + t)) / (1 + y).
  public func derivative<T: Real>(_ y: T, _ t: T) -> T {
    2 * (logarithm(y) - T.log1p(t)) / (y < 0 ? 1 : 1 + y)
  }
}

extension Loss where Self == MeanSquaredLogarithmicError {
  /// (ln(1 + y) − ln(1 + t))².
  public static var meanSquaredLogarithmicError: MeanSquaredLogarithmicError {
    MeanSquaredLogarithmicError()
  }
}
