import StrataPlugin
public import StrataTensor

/// One value everywhere.
public struct Constant: Initializer {
  /// `constant`.
  public static let kind = "constant"
  /// What a list of plugins says of it.
  public static let summary = "One value everywhere"

  /// The value.
  public let value: Float

  /// One value everywhere.
  public init(_ value: Float) { self.value = value }

  /// `shape.count` times the value.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    Array(repeating: value, count: shape.count)
  }
}

extension Initializer where Self == Constant {
  /// One value everywhere.
  public static func constant(_ value: Float) -> Constant { Constant(value) }
}
