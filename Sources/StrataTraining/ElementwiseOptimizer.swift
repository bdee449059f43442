import StrataPlugin
public import StrataTensor

/// An optimizer that treats each parameter by itself: gradient descent, Adam and their like.
///
/// It is called for one parameter at a time, after the gradients of all have been computed, so every
/// step starts from the weights as they were before it.
public protocol ElementwiseOptimizer: Optimizer {
  /// Whether a step is nothing but operations of the update's arithmetic on the update's views.
  ///
  /// The gradient may then be used up as it is computed, some rows at a time. No is always right: the
  /// optimizer is then called when all gradients are there.
  var isRecordable: Bool { get }

  /// Once a step, before the parameters move.
  /// - Parameters:
  ///   - step: Its number, from 1.
  ///   - numbers: What is remembered of the whole training, to be changed.
  func beginStep(_ step: Int, _ numbers: inout [Double])

  /// Moves one parameter.
  ///
  /// Written once for any number type, `func update<T: Real>(_ update: ParameterUpdate<T>)` is this
  /// and the next one.
  func update(_ update: ParameterUpdate<Float>)

  /// Moves one parameter, in the type that optimizers are checked in.
  func update(_ update: ParameterUpdate<Double>)
}

extension ElementwiseOptimizer {
  /// No.
  public var isRecordable: Bool { false }
  /// Nothing.
  public func beginStep(_ step: Int, _ numbers: inout [Double]) {}

  /// Moves one parameter, its decay first, from code that is written for any number type.
  package func apply<T: Real>(_ update: ParameterUpdate<T>) {
    if update.weightDecay != 0 {
      update.arithmetic.scale(
        update.parameter.readOnly, by: T(1 - update.learningRate * update.weightDecay),
        into: update.parameter)
    }
    if let update = update as? ParameterUpdate<Float> { return self.update(update) }
    let update: ParameterUpdate<Double> = concrete(update)
    self.update(update)
  }
}
