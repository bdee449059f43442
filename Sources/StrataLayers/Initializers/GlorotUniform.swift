import StrataPlugin
public import StrataTensor

/// Uniform within ±√(6 / (inputs + outputs)).
///
/// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
/// networks", AISTATS 2010, equation 16.
public struct GlorotUniform: Initializer {
  /// `glorotUniform`.
  public static let kind = "glorotUniform"
  /// What a list of plugins says of it.
  public static let summary = "Uniform within ±√(6 / (inputs + outputs))"

  /// The initializer; it has nothing to configure.
  public init() {}

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    let bound = (6 / Float(fans.input + fans.output)).squareRoot()
    return Uniform(low: -bound, high: bound).values(for: shape, fans: fans, random: random)
  }
}

extension Initializer where Self == GlorotUniform {
  /// Uniform within ±√(6 / (inputs + outputs)).
  public static var glorotUniform: GlorotUniform { GlorotUniform() }
}
