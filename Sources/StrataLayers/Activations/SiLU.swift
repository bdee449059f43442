import StrataPlugin
public import StrataTensor

/// y = x · σ(x), where σ is the logistic function; y′ = σ (1 + x (1 − σ)). Others call it swish
/// (S. Elfwing et al., "Sigmoid-weighted linear units for neural network function approximation in
/// reinforcement learning", Neural Networks 107, 2018; P. Ramachandran et al., "Searching for
/// activation functions", 2017, arXiv:1710.05941, with β = 1).
///
/// It falls to −0.28 at x = −1.28 and rises to 0 to the left of that.
public struct SiLU: KernelActivation {
  /// `silu`.
  public static let kind = "silu"
  /// What a list of plugins says of it.
  public static let summary = "x times the logistic function of x; others call it swish"

  /// The sigmoid linear unit.
  public init() {}

  /// σ(x).
  public static var valueKernel: ElementKernel { .sigmoid }
  /// σ(x).
  public static var derivativeKernel: ElementKernel { .sigmoid }
  /// x.
  public func argument<T: Real>(_ x: T) -> T { x }
  /// x · k; σ(−1000) is 0.
  public func value<T: Real>(_ x: T, kernel k: T) -> T { (x < -1000 ? -1000 : x) * k }
  /// k (1 + x (1 − k)); σ(1000) is 1.
  public func derivative<T: Real>(_ x: T, kernel k: T) -> T {
    k * (1 + x.bounded(by: 1000) * (1 - k))
  }
}

extension Activation where Self == SiLU {
  /// x · σ(x), where σ is the logistic function; others call it swish.
  public static var silu: SiLU { SiLU() }
}
