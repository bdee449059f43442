import StrataPlugin
public import StrataTensor

/// Zero everywhere: what biases begin with.
public struct Zeros: Initializer {
  /// `zeros`.
  public static let kind = "zeros"
  /// What a list of plugins says of it.
  public static let summary = "Zero everywhere"

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
