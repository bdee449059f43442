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
  /// Counts a step, in all averages; made once, so that a step allocates nothing.
  private let fading: Program<Float>

  init(decay: Double, _ weights: [MutableTensorView<Float>]) {
    self.weights = weights
    values = weights.map { Buffer<Float>(count: $0.count).view($0.shape) }
    let recording = Recording<Float>()
    for (value, weight) in zip(values, weights) {
      Arithmetic(recording: recording).map(
        value.readOnly, weight.readOnly, weight.readOnly, into: value, Fading(decay: Float(decay)))
    }
    fading = recording.program
    // What is handed out before the first step.
    copyWeights()
  }

  /// Makes the averages what the weights are.
  func copyWeights() {
    for (value, weight) in zip(values, weights) { value.copy(from: weight.readOnly) }
  }

  /// Counts a step.
  func add(isFirst: Bool, _ arithmetic: Arithmetic<Float>) {
    if isFirst { copyWeights() } else { fading.run(on: arithmetic.workers) }
  }

  private struct Fading: ElementFunctionOfThree {
    let decay: Float

    func callAsFunction(_ average: Float, _ weight: Float, _: Float) -> Float {
      decay * average + (1 - decay) * weight
    }
  }
}
