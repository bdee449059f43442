public import StrataPlugin
public import StrataTensor

/// A node's computation: from inputs and parameters to outputs, and back. A plugin of family
/// `layer`.
///
/// A layer is its hyperparameters. Its weights live in the model; it computes on views that it is
/// handed in a context, in any `Real` type, and allocates nothing.
public protocol Layer: Plugin {
  /// The types of the outputs for inputs of given types.
  ///
  /// Axes may be symbols; the first is the batch. Called when a model is built, so that nothing is
  /// left to be checked when it runs.
  /// - Throws: ``LayerError`` if the layer cannot take such inputs.
  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType]

  /// The tensors that the layer needs beside its inputs, in the order that contexts index them.
  /// - Throws: ``LayerError`` if the layer cannot take such inputs.
  func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec]

  /// What the way forward leaves for the way back beside inputs and outputs, in the order that
  /// contexts index it; room that `forward` needs belongs here too.
  /// - Throws: ``LayerError`` if the layer cannot take such inputs.
  func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType]

  /// Whether every plugin that the layer names in its turn, such as an activation, is at hand; a
  /// layer that is not known can be shown and written, not run.
  var isKnown: Bool { get }

  /// The activation that the layer ends in, so that a loss can be chosen that suits it; nil if none
  /// can be named.
  var finalActivation: AnyActivation? { get }

  /// Computes the outputs.
  /// - Throws: ``LayerError`` for values that cannot be, such as an index out of range.
  func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError)

  /// Computes the gradients of the parameters and of the inputs from those of the outputs.
  ///
  /// With δ the outputs' gradients: every gradient of this node comes from δ, computed once by the
  /// layer behind it, and the inputs' gradients are the δ of the layers before it.
  /// - Throws: ``LayerError`` as ``forward(_:)`` does.
  func backward<T: Real>(_ context: BackwardContext<T>) throws(LayerError)
}

extension Layer {
  /// `layer`.
  public static var family: PluginFamily { .layer }
  /// True: most layers name no other plugin.
  public var isKnown: Bool { true }
  /// None can be named.
  public var finalActivation: AnyActivation? { nil }
  /// None.
  public func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] { [] }
  /// Nothing.
  public func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] { [] }

  /// The type of the only input.
  /// - Throws: ``LayerError`` if there is not exactly one, of `float32`, with a batch axis.
  public func onlyInput(_ inputs: [ValueType]) throws(LayerError) -> ValueType {
    guard inputs.count == 1, let input = inputs.first else {
      throw LayerError(Self.kind, expected: "1 input", got: "\(inputs.count)")
    }
    guard input.dtype == .float32, !input.dimensions.isEmpty else {
      throw LayerError(Self.kind, expected: "a float32 input with a batch axis", got: "\(input)")
    }
    return input
  }

  /// The fixed length of an input's last axis.
  /// - Throws: ``LayerError`` if the axis is missing or its length is open.
  public func features(of input: ValueType) throws(LayerError) -> Int {
    guard input.dimensions.count > 1, let length = input.dimensions.last?.length, length > 0 else {
      throw LayerError(
        Self.kind, expected: "an input whose last axis has a fixed length over 0", got: "\(input)")
    }
    return length
  }
}

/// A layer whose parameters are measured on data, not trained by gradients.
public protocol FittedLayer: Layer {
  /// The values of the layer's parameters, in order, for an input as it comes from all samples.
  /// - Throws: ``LayerError`` if the data does not determine them.
  func fit(_ input: TensorView<Float>) throws(LayerError) -> [Tensor<Float>]
}
