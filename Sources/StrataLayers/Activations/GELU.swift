import StrataPlugin
public import StrataTensor

/// y = x Φ(x) = x / 2 · (1 + erf(x / √2)), where Φ is the normal distribution function (D. Hendrycks
/// and K. Gimpel, "Gaussian error linear units", 2016, arXiv:1606.08415); y′ = Φ(x) + x φ(x), where φ
/// is the normal density.
///
/// This is the exact function; ``GELUTanh`` is its approximation by tanh. It falls to −0.17 at x = −0.75 and
/// rises to 0 to the left of that.
public struct GELU: Activation {
  /// `gelu`.
  public static let kind = "gelu"
  /// What a list of plugins says of it.
  public static let summary = "x times the normal distribution function of x"

  /// The exact Gaussian error linear unit.
  public init() {}

  /// Needed: two values of x give the same y.
  public var needsInput: Bool { true }
  /// Yes.
  public var isRecordable: Bool { true }

  /// x Φ(x).
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.gelu(x, into: y) }

  /// dx = dy (Φ(x) + x φ(x)).
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.geluGradient(x: x, dy: dy, into: dx) }
}

extension Activation where Self == GELU {
  /// x Φ(x), where Φ is the normal distribution function.
  public static var gelu: GELU { GELU() }
}
