public import StrataTensor

/// What a layer computes with on the way back.
public struct BackwardContext<T: Real> {
  private let inputs: [TensorView<T>]
  private let outputs: [TensorView<T>]
  private let parameters: [TensorView<T>]
  private let saved: [MutableTensorView<T>]
  private let outputGradients: [MutableTensorView<T>]
  private let inputGradients: [MutableTensorView<T>?]
  private let parameterGradients: [MutableTensorView<T>?]
  /// What to compute with.
  public let arithmetic: Arithmetic<T>
  /// What the way forward was run in: the gradients are those of what it did. In inference nothing
  /// was drawn, and statistics that run along are constants.
  public let mode: Mode

  /// A context over somebody's memory.
  public init(
    inputs: [TensorView<T>], outputs: [TensorView<T>], parameters: [TensorView<T>],
    saved: [MutableTensorView<T>], outputGradients: [MutableTensorView<T>],
    inputGradients: [MutableTensorView<T>?], parameterGradients: [MutableTensorView<T>?],
    arithmetic: Arithmetic<T>, mode: Mode = .training
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.saved = saved
    self.outputGradients = outputGradients
    self.inputGradients = inputGradients
    self.parameterGradients = parameterGradients
    self.arithmetic = arithmetic
    self.mode = mode
  }

  /// The number of inputs.
  public var inputCount: Int { inputs.count }
  /// An input, as it was on the way forward.
  public func input(_ index: Int = 0) -> TensorView<T> { inputs[index] }
  /// An output, as the way forward left it.
  public func output(_ index: Int = 0) -> TensorView<T> { outputs[index] }
  /// A parameter, as it was on the way forward.
  public func parameter(_ index: Int) -> TensorView<T> { parameters[index] }
  /// What the way forward saved; the layer may overwrite it.
  public func saved(_ index: Int = 0) -> MutableTensorView<T> { saved[index] }
  /// The loss's derivative with respect to an output; the layer may overwrite it.
  public func outputGradient(_ index: Int = 0) -> MutableTensorView<T> { outputGradients[index] }
  /// Takes the loss's derivative with respect to an input, whole; nil if nobody asks for it.
  public func inputGradient(_ index: Int = 0) -> MutableTensorView<T>? { inputGradients[index] }
  /// Takes the loss's derivative with respect to a parameter, whole; nil if it is not trained.
  public func parameterGradient(_ index: Int) -> MutableTensorView<T>? {
    parameterGradients[index]
  }
}
