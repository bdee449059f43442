extension Arithmetic {
  // Every pointer below is to all elements of its view.

  /// w = w − learningRate · g.
  @specialized(where T == Float)
  public func gradientStep(
    _ w: MutableTensorView<T>, gradient g: TensorView<T>, learningRate: T
  ) {
    Self.require(w.count == g.count, "gradientStep", w.shape, g.shape)
    unsafe perform(
      Operation(
        .gradientStep(learningRate: learningRate, g: g.pointer, w: w.pointer), count: w.count),
      on: g.buffer, w.buffer)
  }

  /// v = momentum · v + g, then w = w − learningRate · v, or with Nesterov's look ahead
  /// w = w − learningRate · (momentum · v + g).
  @specialized(where T == Float)
  public func momentumStep(
    _ w: MutableTensorView<T>, gradient g: TensorView<T>, velocity v: MutableTensorView<T>,
    learningRate: T, momentum: T, nesterov: Bool
  ) {
    Self.require(
      w.count == g.count && v.count == w.count, "momentumStep", w.shape, g.shape, v.shape)
    unsafe perform(
      Operation(
        .momentumStep(
          learningRate: learningRate, momentum: momentum, nesterov: nesterov, g: g.pointer,
          v: v.pointer, w: w.pointer), count: w.count),
      on: g.buffer, v.buffer, w.buffer)
  }

  /// One step of Adam (D. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR
  /// 2015, algorithm 1, with the corrections drawn into the step size).
  ///
  /// - Parameters:
  ///   - w: The weights, updated.
  ///   - g: Their gradient.
  ///   - m: The mean of the gradients, updated.
  ///   - v: The mean of their squares, updated.
  ///   - learningRate: How far a step goes.
  ///   - beta1: β₁, how much of m stays.
  ///   - beta2: β₂, how much of v stays.
  ///   - epsilon: What is added to the root of v.
  ///   - correction1: 1 − β₁ᵗ at this step t.
  ///   - correction2: 1 − β₂ᵗ at this step t.
  @specialized(where T == Float)
  public func adamStep(
    _ w: MutableTensorView<T>, gradient g: TensorView<T>, mean m: MutableTensorView<T>,
    variance v: MutableTensorView<T>, learningRate: Double, beta1: Double, beta2: Double,
    epsilon: Double, correction1: Double, correction2: Double
  ) {
    Self.require(
      w.count == g.count && m.count == w.count && v.count == w.count, "adamStep", w.shape, g.shape,
      m.shape, v.shape)
    let step = AdamStep<T>(
      stepSize: T(learningRate / correction1), beta1: T(beta1), oneMinusBeta1: T(1 - beta1),
      beta2: T(beta2), oneMinusBeta2: T(1 - beta2), correction: T(1 / correction2.squareRoot()),
      epsilon: T(epsilon))
    unsafe perform(
      Operation(
        .adamStep(step, g: g.pointer, m: m.pointer, v: v.pointer, w: w.pointer), count: w.count),
      on: g.buffer, m.buffer, v.buffer, w.buffer)
  }
}
