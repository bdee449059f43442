import StrataPlugin
public import StrataTensor

/// y = min(max(x, −1), 1): the hyperbolic tangent in three straight lines; y′ = 1 where −1 < y < 1,
/// else 0 (R. Collobert, "Large scale machine learning", thesis, Paris 2004).
public struct HardTanh: ElementwiseActivation {
  /// `hardTanh`.
  public static let kind = "hardTanh"
  /// What a list of plugins says of it.
  public static let summary = "min(max(x, −1), 1)"

  /// The hyperbolic tangent in straight lines.
  public init() {}

  /// Not needed: y says on which line x was.
  public var needsInput: Bool { false }
  /// min(max(x, −1), 1), with a NaN kept.
  public func value<T: Real>(_ x: T) -> T { x.bounded(by: 1) }
  /// 1 where −1 < y < 1.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { y > -1 && y < 1 ? 1 : 0 }
}

extension Activation where Self == HardTanh {
  /// min(max(x, −1), 1).
  public static var hardTanh: HardTanh { HardTanh() }
}
