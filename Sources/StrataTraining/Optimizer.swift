public import StrataPlugin
public import StrataTensor

/// What turns gradients into new weights. A plugin of family `optimizer`.
///
/// An optimizer is its hyperparameters; what it remembers of each parameter lives in slots that it
/// is handed, of the parameter's shape, zero at first. It is called for one parameter at a time,
/// after the gradients of all have been computed, so every step starts from the weights as they
/// were before it.
public protocol Optimizer: Plugin {
  /// How far a step goes.
  var learningRate: Double { get set }

  /// The names of what it remembers of each parameter, such as `velocity`.
  var slots: [String] { get }

  /// Refuses hyperparameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)

  /// Whether a step is nothing but operations of the update's arithmetic on the update's views.
  ///
  /// The gradient may then be used up as it is computed, some rows at a time. No is always right: the
  /// optimizer is then called when all gradients are there.
  var isRecordable: Bool { get }

  /// Moves one parameter.
  ///
  /// Written once for any number type, `func update<T: Real>(_ update: ParameterUpdate<T>)` is this
  /// and the next one.
  func update(_ update: ParameterUpdate<Float>)

  /// Moves one parameter, in the type that optimizers are checked in.
  func update(_ update: ParameterUpdate<Double>)
}

extension Optimizer {
  /// `optimizer`.
  public static var family: PluginFamily { .optimizer }
  /// None.
  public var slots: [String] { [] }
  /// No.
  public var isRecordable: Bool { false }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}

  /// Moves one parameter, from code that is written for any number type.
  package func apply<T: Real>(_ update: ParameterUpdate<T>) {
    if let update = update as? ParameterUpdate<Float> { return self.update(update) }
    let update: ParameterUpdate<Double> = concrete(update)
    self.update(update)
  }
}

/// What an optimizer is handed for one parameter at one step.
public struct ParameterUpdate<T: Real> {
  /// The parameter, to be changed in place.
  public let parameter: MutableTensorView<T>
  /// The mean loss's derivative with respect to it.
  public let gradient: TensorView<T>
  /// The number of this step, from 1.
  public internal(set) var step: Int
  /// What to compute with.
  public internal(set) var arithmetic: Arithmetic<T>
  private let slots: [MutableTensorView<T>]

  /// A parameter with its gradient and an optimizer's slots for it.
  public init(
    parameter: MutableTensorView<T>, gradient: TensorView<T>, slots: [MutableTensorView<T>],
    step: Int, arithmetic: Arithmetic<T>
  ) {
    self.parameter = parameter
    self.gradient = gradient
    self.slots = slots
    self.step = step
    self.arithmetic = arithmetic
  }

  /// What the optimizer remembers of the parameter, in the order of ``Optimizer/slots``.
  public func slot(_ index: Int) -> MutableTensorView<T> { slots[index] }

  /// base to the power of the step, by repeated squaring: the same bits on every machine, which
  /// the C library's `pow` does not promise.
  public func power(_ base: Double) -> Double {
    var (result, square, exponent) = (1.0, base, step)
    while exponent > 0 {
      if exponent & 1 == 1 { result *= square }
      square *= square
      exponent >>= 1
    }
    return result
  }
}
