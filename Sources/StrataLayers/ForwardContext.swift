public import StrataTensor

/// Whether a network is being trained or used: dropout and its like differ.
public enum Mode: Sendable {
  /// Gradients will be asked for; random layers draw.
  case training
  /// Pure: the same input gives the same output.
  case inference
}

/// What a layer computes with on the way forward.
///
/// Views are indexed as the layer's inputs, outputs, parameters and saved values are; asking for
/// one allocates nothing.
public struct ForwardContext<T: Real> {
  private let inputs: [TensorView<T>]
  private let outputs: [MutableTensorView<T>]
  private let parameters: [TensorView<T>]
  private let saved: [MutableTensorView<T>]
  /// What to compute with.
  public let arithmetic: Arithmetic<T>
  /// Whether gradients will be asked for.
  public let mode: Mode
  /// The node's own random numbers at this step: drawn by the sample's place in the global batch
  /// and the element.
  public let random: RandomStream
  /// The place of this batch's first sample in the global batch.
  public let firstSample: Int

  /// A context over somebody's memory.
  public init(
    inputs: [TensorView<T>], outputs: [MutableTensorView<T>], parameters: [TensorView<T>],
    saved: [MutableTensorView<T>], arithmetic: Arithmetic<T>, mode: Mode, random: RandomStream,
    firstSample: Int = 0
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.parameters = parameters
    self.saved = saved
    self.arithmetic = arithmetic
    self.mode = mode
    self.random = random
    self.firstSample = firstSample
  }

  /// The number of inputs.
  public var inputCount: Int { inputs.count }
  /// An input.
  public func input(_ index: Int = 0) -> TensorView<T> { inputs[index] }
  /// An output, to be written whole.
  public func output(_ index: Int = 0) -> MutableTensorView<T> { outputs[index] }
  /// A parameter.
  public func parameter(_ index: Int) -> TensorView<T> { parameters[index] }
  /// A value that the way back will find again.
  public func saved(_ index: Int = 0) -> MutableTensorView<T> { saved[index] }
}
