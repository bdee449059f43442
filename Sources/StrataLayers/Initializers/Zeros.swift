import StrataPlugin
public import StrataTensor

/// Zero everywhere: what biases begin with.
public struct Zeros: Initializer {
  /// `zeros`.
  public static let kind = "zeros"

  /// Zeros.
  public init() {}

  /// `shape.count` zeros.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    Array(repeating: 0, count: shape.count)
  }
}

extension Initializer where Self == Zeros {
  /// Zero everywhere.
  public static var zeros: Zeros { Zeros() }
}
