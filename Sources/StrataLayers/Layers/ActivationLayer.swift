import StrataPlugin
public import StrataTensor

/// y = f(x): an activation as a layer of its own.
///
/// Shapes: any, unchanged.
public struct ActivationLayer: Layer {
  /// `activation`.
  public static let kind = "activation"
  /// What a list of plugins says of it.
  public static let summary = "An activation as a layer of its own"

  /// The function f.
  public let function: AnyActivation

  /// A layer of one activation.
  public init(_ function: some Activation) { self.function = AnyActivation(function) }

  /// Whether f is at hand.
  public var isKnown: Bool { function.isKnown }
  /// f.
  public var finalActivation: AnyActivation? { function }

  /// The input's type.
  /// - Throws: ``LayerError`` for an activation that is unknown or cannot be applied.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    try function.check(for: input)
    return [input]
  }

  /// If the function is.
  public func isRecordable(in mode: Mode) -> Bool {
    (try? function.resolved())?.isRecordable ?? false
  }

  /// y = f(x).
  /// - Throws: ``LayerError`` for an unknown activation.
  public func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    try function.resolved().apply(to: context.input(), into: context.output(), context.arithmetic)
  }

  /// dx = dy · f′.
  /// - Throws: ``LayerError`` for an unknown activation.
  public func backward<T: Real>(_ context: BackwardContext<T>) throws(LayerError) {
    guard let gradient = context.inputGradient() else { return }
    try function.resolved().applyGradient(
      x: context.input(), y: context.output(), dy: context.outputGradient().readOnly,
      into: gradient, context.arithmetic)
  }
}
