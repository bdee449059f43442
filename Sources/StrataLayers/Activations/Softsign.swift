import StrataPlugin
public import StrataTensor

/// y = x / (1 + |x|), in (−1, 1): it nears its ends more slowly than tanh (X. Glorot and Y. Bengio,
/// "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010);
/// y′ = 1 / (1 + |x|)².
public struct Softsign: ElementwiseActivation {
  /// `softsign`.
  public static let kind = "softsign"
  /// What a list of plugins says of it.
  public static let summary = "x / (1 + |x|), from −1 to 1"

  /// The function, which has nothing to configure.
  public init() {}

  /// Needed: (1 − |y|)² would lose digits where |y| is close to 1.
  public var needsInput: Bool { true }
  /// x / (1 + |x|); beyond 10³⁰ it is ±1 to the last digit.
  public func value<T: Real>(_ x: T) -> T {
    let x = x.bounded(by: 1e30)
    return x / (1 + abs(x))
  }
  /// 1 / (1 + |x|)².
  public func derivative<T: Real>(_ x: T, value y: T) -> T {
    let part = 1 / (1 + abs(x))
    return part * part
  }
}

extension Activation where Self == Softsign {
  /// x / (1 + |x|).
  public static var softsign: Softsign { Softsign() }
}
