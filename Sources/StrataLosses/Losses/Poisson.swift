import StrataPlugin
public import StrataTensor

/// λ − t ln λ, the negative logarithm of a count's probability when λ are expected, without the
/// term of t alone: for targets that are counts. The mean over a sample's outputs, then over the
/// batch.
///
/// Outputs are the rates λ themselves, as of a network that ends in softplus, or, with `logInput`,
/// their logarithms y: eʸ − t y, which any network may give. What it predicts are then logarithms too.
/// Loss and gradient stay finite: λ counts as at least 2⁻²⁴, y as at most 80.
public struct Poisson: ElementwiseLoss {
  /// `poisson`.
  public static let kind = "poisson"
  /// What a list of plugins says of it.
  public static let summary = "For targets that are counts"

  /// Whether outputs are logarithms of rates.
  public let logInput: Bool

  /// The loss from rates, or from their logarithms.
  public init(logInput: Bool = false) { self.logInput = logInput }

  private enum CodingKeys: CodingKey { case logInput }

  /// Reads `logInput` (default false).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    logInput = try container.decodeIfPresent(Bool.self, forKey: .logInput) ?? false
  }

  /// False: they are counts.
  public var targetsMayBeScaled: Bool { false }
  /// 0 and more.
  public var targetRange: ClosedRange<Double>? { 0...Double.greatestFiniteMagnitude }

  private func rate<T: Real>(_ y: T) -> T {
    let margin: T = 0x1p-24
    return y < margin ? margin : y
  }

  private func power<T: Real>(_ y: T) -> T { T.exp(y > 80 ? 80 : y) }

  /// λ − t ln λ, or eʸ − t y.
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    logInput ? power(y) - t * y : rate(y) - t * T.log(rate(y))
  }

  /// 1 − t / λ, or eʸ − t. A rate that is too small and right is left alone.
  public func derivative<T: Real>(_ y: T, _ t: T) -> T {
    if logInput { return power(y) - t }
    let slope = 1 - t / rate(y)
    return rate(y) > y && slope > 0 ? 0 : slope
  }
}

extension Loss where Self == Poisson {
  /// λ − t ln λ, from rates λ.
  public static var poisson: Poisson { Poisson() }
  /// λ − t ln λ, from rates λ or from their logarithms.
  public static func poisson(logInput: Bool) -> Poisson { Poisson(logInput: logInput) }
}
