import StrataPlugin
public import StrataTensor

/// Uniform within ±√(6 / inputs): for rectifiers.
///
/// K. He et al., "Delving deep into rectifiers", ICCV 2015, section 2.2.
public struct HeUniform: Initializer {
  /// `heUniform`.
  public static let kind = "heUniform"
  /// What a list of plugins says of it.
  public static let summary = "Uniform within ±√(6 / inputs): for rectifiers"

  /// The initializer; it has nothing to configure.
  public init() {}

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    let bound = (6 / Float(fans.input)).squareRoot()
    return Uniform(low: -bound, high: bound).values(for: shape, fans: fans, random: random)
  }
}

extension Initializer where Self == HeUniform {
  /// Uniform within ±√(6 / inputs): for rectifiers.
  public static var heUniform: HeUniform { HeUniform() }
}
