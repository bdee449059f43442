import StrataPlugin
public import StrataTensor

/// y = min(max(x + 3, 0), 6) / 6: the logistic function in three straight lines (A. Howard et al.,
/// "Searching for MobileNetV3", ICCV 2019, arXiv:1905.02244); y′ = 1/6 where 0 < y < 1, else 0.
public struct HardSigmoid: ElementwiseActivation {
  /// `hardSigmoid`.
  public static let kind = "hardSigmoid"
  /// What a list of plugins says of it.
  public static let summary = "The logistic function in three straight lines"

  /// The logistic function in straight lines.
  public init() {}

  /// Not needed: y says on which line x was.
  public var needsInput: Bool { false }
  /// min(max(x + 3, 0), 6) / 6, with a NaN kept.
  public func value<T: Real>(_ x: T) -> T { x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6 }
  /// 1/6 where 0 < y < 1.
  public func derivative<T: Real>(_ x: T, value y: T) -> T {
    let slope: T = 1 / 6
    return y > 0 && y < 1 ? slope : 0
  }
}

extension Activation where Self == HardSigmoid {
  /// min(max(x + 3, 0), 6) / 6.
  public static var hardSigmoid: HardSigmoid { HardSigmoid() }
}
