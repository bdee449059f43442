import StrataTensor

/// The running average of weights over the steps: a ← decay · a + (1 − decay) · w (B. Polyak and A.
/// Juditsky, "Acceleration of stochastic approximation by averaging", SIAM J. Control Optim. 30, 1992,
/// with the weights of steps fading).
///
/// It begins as the weights after the first step.
struct WeightAverage {
  /// The averages, in the order of the weights.
  let values: [MutableTensorView<Float>]
  private let weights: [MutableTensorView<Float>]
  private let decay: Float

  init(decay: Double, _ weights: [MutableTensorView<Float>]) {
    self.decay = Float(decay)
    self.weights = weights
    values = weights.map { Buffer<Float>(count: $0.count).view($0.shape) }
    // What is handed out before the first step.
    copyWeights()
  }

  /// Makes the averages what the weights are.
  func copyWeights() {
    for (value, weight) in zip(values, weights) { value.copy(from: weight.readOnly) }
  }

  /// Counts a step.
  func add(isFirst: Bool, _ arithmetic: Arithmetic<Float>) {
    let decay = isFirst ? 0 : decay
    for (value, weight) in zip(values, weights) {
      arithmetic.map(
        value.readOnly, weight.readOnly, weight.readOnly, into: value, Fading(decay: decay))
    }
  }

  private struct Fading: ElementFunctionOfThree {
    let decay: Float

    func callAsFunction(_ average: Float, _ weight: Float, _: Float) -> Float {
      decay * average + (1 - decay) * weight
    }
  }
}
