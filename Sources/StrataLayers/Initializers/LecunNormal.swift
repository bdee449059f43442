import StrataPlugin
public import StrataTensor

/// Normal with deviation √(1 / inputs).
///
/// Y. LeCun et al., "Efficient backprop", 1998, section 4.6.
public struct LecunNormal: Initializer {
  /// `lecunNormal`.
  public static let kind = "lecunNormal"
  /// What a list of plugins says of it.
  public static let summary = "Normal with deviation √(1 / inputs)"

  /// The initializer; it has nothing to configure.
  public init() {}

  /// One draw an element.
  public func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    let deviation = (1 / Float(fans.input)).squareRoot()
    return Normal(deviation: deviation).values(for: shape, fans: fans, random: random)
  }
}

extension Initializer where Self == LecunNormal {
  /// Normal with deviation √(1 / inputs).
  public static var lecunNormal: LecunNormal { LecunNormal() }
}
