import StrataPlugin
public import StrataTensor

/// Normal with deviation √(2 / inputs): for rectifiers.
///
/// K. He et al., "Delving deep into rectifiers", ICCV 2015, section 2.2.
public struct HeNormal: Initializer {
  /// `heNormal`.
  public static let kind = "heNormal"
  /// What a list of plugins says of it.
  public static let summary = "Normal with deviation √(2 / inputs): for rectifiers"

  /// The initializer; it has nothing to configure.
  public init() {}

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    let deviation = (2 / Float(fans.input)).squareRoot()
    return Normal(deviation: deviation).values(for: shape, fans: fans, random: random)
  }
}

extension Initializer where Self == HeNormal {
  /// Normal with deviation √(2 / inputs): for rectifiers.
  public static var heNormal: HeNormal { HeNormal() }
}
