import Strata

/// y = x / √(1 + x²), in (−1, 1); y′ = 1 / √(1 + x²)³ (B. Carlile et al., "Improving deep learning by
/// inverse square root linear units", 2017, arXiv:1710.09967): an activation, complete.
struct ISRU: ElementwiseActivation {
  static let kind = "isru"

  func value<T: Real>(_ x: T) -> T { x / (1 + x * x).squareRoot() }

  func derivative<T: Real>(_ x: T, value y: T) -> T {
    let square = 1 + x * x
    return 1 / (square * square.squareRoot())
  }
}

extension Activation where Self == ISRU {
  /// So that one may write `Dense(8, activation: .isru)`.
  static var isru: ISRU { ISRU() }
}
