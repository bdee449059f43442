import StrataPlugin
public import StrataTensor

/// Normal with deviation √(2 / (inputs + outputs)).
///
/// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
/// networks", AISTATS 2010, equation 16.
public struct GlorotNormal: Initializer {
  /// `glorotNormal`.
  public static let kind = "glorotNormal"
  /// What a list of plugins says of it.
  public static let summary = "Normal with deviation √(2 / (inputs + outputs))"

  /// The initializer; it has nothing to configure.
  public init() {}

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    let deviation = (2 / Float(fans.input + fans.output)).squareRoot()
    return Normal(deviation: deviation).values(for: shape, fans: fans, random: random)
  }
}

extension Initializer where Self == GlorotNormal {
  /// Normal with deviation √(2 / (inputs + outputs)).
  public static var glorotNormal: GlorotNormal { GlorotNormal() }
}
