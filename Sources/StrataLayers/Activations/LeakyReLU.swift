public import StrataPlugin
public import StrataTensor

/// y = x where x > 0, else slope · x (A. Maas et al., "Rectifier nonlinearities improve neural
/// network acoustic models", ICML 2013).
public struct LeakyReLU: ElementwiseActivation {
  /// `leakyReLU`.
  public static let kind = "leakyReLU"
  /// What a list of plugins says of it.
  public static let summary = "x where x > 0, else slope · x"

  /// The slope below 0; any finite number.
  public let slope: Float

  /// A rectifier with a slope below 0.
  public init(slope: Float = 0.01) { self.slope = slope }

  private enum CodingKeys: CodingKey { case slope }

  /// Reads `slope` (default 0.01).
  /// - Throws: `DecodingError`; `PluginError` for a slope that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    slope = try container.decodeIfPresent(Float.self, forKey: .slope) ?? 0.01
    try check()
  }

  /// Refuses a slope that is not finite.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard slope.isFinite else {
      throw PluginError.invalid(
        kind: Self.kind, parameter: "slope", expected: "a finite number", got: "\(slope)")
    }
  }

  /// x, or slope · x below 0.
  public func value<T: Real>(_ x: T) -> T { x < 0 ? T(slope) * x : x }
  /// 1 where x > 0, else the slope.
  public func derivative<T: Real>(_ x: T, value y: T) -> T { x > 0 ? 1 : T(slope) }

  /// The vectorised form.
  public func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.leakyReLU(x, slope: T(slope), into: y) }

  /// The vectorised form.
  public func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.leakyReLUGradient(x: x, slope: T(slope), dy: dy, into: dx) }
}

extension Activation where Self == LeakyReLU {
  /// A rectifier with the slope 0.01 below 0.
  public static var leakyReLU: LeakyReLU { LeakyReLU() }
  /// A rectifier with a slope below 0.
  public static func leakyReLU(slope: Float) -> LeakyReLU { LeakyReLU(slope: slope) }
}
