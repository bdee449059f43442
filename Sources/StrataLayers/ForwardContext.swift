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
  private let parameters: [ParameterView<T>]
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
    inputs: [TensorView<T>], outputs: [MutableTensorView<T>], parameters: [ParameterView<T>],
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
  /// A parameter's values.
  /// - Precondition: It is not declared as a matrix: those may be packed; see ``matrix(_:)``.
  public func parameter(_ index: Int) -> TensorView<T> {
    switch parameters[index] {
    case .values(let view): return view
    case .state(let view): return view.readOnly
    case .matrix: preconditionFailure("parameter \(index) is a matrix: ask for matrix(\(index))")
    }
  }

  /// A parameter that the layer multiplies by.
  /// - Precondition: It is declared as a matrix (``ParameterSpec/isMatrix``).
  public func matrix(_ index: Int) -> Matrix<T> {
    guard case .matrix(let matrix) = parameters[index] else {
      preconditionFailure("parameter \(index) is not declared as a matrix")
    }
    return matrix
  }

  /// A parameter that is not trained, such as a running mean, to be changed; nil in inference,
  /// which changes nothing.
  public func state(_ index: Int) -> MutableTensorView<T>? {
    guard mode == .training, case .state(let view) = parameters[index] else { return nil }
    return view
  }

  /// A value that the way back will find again.
  public func saved(_ index: Int = 0) -> MutableTensorView<T> { saved[index] }
}
