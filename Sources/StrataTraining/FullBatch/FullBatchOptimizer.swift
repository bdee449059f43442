public import StrataTensor

/// An optimizer that moves all parameters together and asks for the loss over all data, with its
/// gradients, as often as it needs: L-BFGS.
public protocol FullBatchOptimizer: Optimizer {
  /// One step.
  ///
  /// Written once for any number type, `func step<T: Real>(_ problem: FullBatchProblem<T>) …` is this
  /// and the next one.
  /// - Throws: What evaluating the loss throws.
  func step(_ problem: FullBatchProblem<Float>) throws(TrainingError)

  /// One step, in the type that optimizers are checked in.
  /// - Throws: What evaluating the loss throws.
  func step(_ problem: FullBatchProblem<Double>) throws(TrainingError)
}
