import Strata

/// y = x / (1 + |x|), in (−1, 1); y′ = 1 / (1 + |x|)²: an activation, complete.
struct Softsign: ElementwiseActivation {
  static let kind = "softsign"

  func value<T: Real>(_ x: T) -> T { x / (1 + abs(x)) }

  func derivative<T: Real>(_ x: T, value y: T) -> T {
    let width = 1 + abs(x)
    return 1 / (width * width)
  }
}

extension Activation where Self == Softsign {
  /// So that one may write `Dense(8, activation: .softsign)`.
  static var softsign: Softsign { Softsign() }
}
