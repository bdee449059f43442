import StrataPlugin
public import StrataTensor

/// y = min(max(x, 0), 6): a rectifier with an upper end (A. Krizhevsky, "Convolutional deep belief
/// networks on CIFAR-10", 2010); y′ = 1 where 0 < y < 6, else 0.
public struct ReLU6: ElementwiseActivation {
  /// `relu6`.
  public static let kind = "relu6"
  /// What a list of plugins says of it.
  public static let summary = "min(max(x, 0), 6)"

  /// The rectifier up to 6.
  public init() {}

  /// Not needed: y says where x was.
  public var needsInput: Bool { false }
  /// min(max(x, 0), 6), with a NaN kept.
  public func value<T: Real>(_ x: T) -> T { x < 0 ? 0 : x > 6 ? 6 : x }
  /// 1 where 0 < y < 6.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { y > 0 && y < 6 ? 1 : 0 }
}

extension Activation where Self == ReLU6 {
  /// min(max(x, 0), 6).
  public static var relu6: ReLU6 { ReLU6() }
}
