import StrataPlugin
public import StrataTensor

/// y = x · min(max(x + 3, 0), 6) / 6: ``SiLU`` with straight lines for its logistic function
/// (A. Howard et al., "Searching for MobileNetV3", ICCV 2019, arXiv:1905.02244); y′ = 0 below −3, 1
/// above 3, x / 3 + 1/2 between.
public struct HardSwish: ElementwiseActivation {
  /// `hardSwish`.
  public static let kind = "hardSwish"
  /// What a list of plugins says of it.
  public static let summary = "SiLU with straight lines for its logistic function"

  /// The function, which has nothing to configure.
  public init() {}

  /// Needed: two values of x give the same y.
  public var needsInput: Bool { true }
  /// x · min(max(x + 3, 0), 6) / 6, with a NaN kept.
  public func value<T: Real>(_ x: T) -> T { x < -3 ? 0 : x > 3 ? x : x * ((x + 3) / 6) }
  /// 0 below −3, 1 above 3, x / 3 + 1/2 between.
  public func derivative<T: Real>(_ x: T, value y: T) -> T {
    x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5
  }
}

extension Activation where Self == HardSwish {
  /// x · min(max(x + 3, 0), 6) / 6.
  public static var hardSwish: HardSwish { HardSwish() }
}
