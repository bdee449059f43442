import StrataTensor

extension ParameterUpdate {
  /// The step of Adam, with the mean of the gradients in the first slot and that of their squares
  /// in the second.
  func adamStep(beta1: Double, beta2: Double, epsilon: Double) {
    arithmetic.adamStep(
      parameter, gradient: gradient, mean: slot(0), variance: slot(1),
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: 1 - power(beta1), correction2: 1 - power(beta2))
  }
}
