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

  /// The floating-point operations of a sample's matrix products, two a multiply-add: what most of the
  /// time of a large network is for. Everything else, such as activations, counts nothing.
  /// - Throws: ``LayerError`` if the layer cannot take such inputs.
  func operationCount(for inputs: [ValueType]) throws(LayerError) -> Double

  /// Whether every plugin that the layer names in its turn, such as an activation, is at hand; a
  /// layer that is not known can be shown and written, not run.
  var isKnown: Bool { get }

  /// The activation that the layer ends in, so that a loss can be chosen that suits it; nil if none
  /// can be named.
  var finalActivation: AnyActivation? { get }

  /// Whether both ways are nothing but operations of the context's arithmetic on the context's
  /// views, the same ones in every call.
  ///
  /// Such a layer may be called once, when a plan is made, and what it asked for run again and again
  /// together with what its neighbours asked for. No is always right: the layer is then called each
  /// time. A layer that reads or writes elements itself, draws random numbers or may throw says no.
  /// - Parameter mode: What the layer would be called in.
  func isRecordable(in mode: Mode) -> Bool

  /// Computes the outputs.
  ///
  /// Written once for any number type, `func forward<T: Real>(_ context: ForwardContext<T>)` is
  /// this and the next one.
  /// - Throws: ``LayerError`` for values that cannot be, such as an index out of range.
  func forward(_ context: ForwardContext<Float>) throws(LayerError)

  /// Computes the outputs in the type that gradients are checked in.
  /// - Throws: ``LayerError`` as for `Float`.
  func forward(_ context: ForwardContext<Double>) throws(LayerError)

  /// Computes the gradients of the parameters and of the inputs from those of the outputs.
  ///
  /// With δ the outputs' gradients: every gradient of this node comes from δ, computed once by the
  /// layer behind it, and the inputs' gradients are the δ of the layers before it. They are the
  /// derivatives of what `forward` did in the context's mode: training, or inference where a step is
  /// explained.
  /// Written once for any number type, as the way forward is.
  /// - Throws: ``LayerError`` as the way forward does.
  func backward(_ context: BackwardContext<Float>) throws(LayerError)

  /// Computes the gradients in the type that they are checked in.
  /// - Throws: ``LayerError`` as for `Float`.
  func backward(_ context: BackwardContext<Double>) throws(LayerError)
}

extension Layer {
  /// `layer`.
  public static var family: PluginFamily { .layer }
  /// True: most layers name no other plugin.
  public var isKnown: Bool { true }
  /// No products.
  public func operationCount(for inputs: [ValueType]) throws(LayerError) -> Double {
    0
  }
  /// None can be named.
  public var finalActivation: AnyActivation? { nil }
  /// No.
  public func isRecordable(in mode: Mode) -> Bool { false }
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

extension Layer {
  /// The way forward, from code that is written for any number type.
  package func run<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    if let context = context as? ForwardContext<Float> { return try forward(context) }
    let context: ForwardContext<Double> = concrete(context)
    try forward(context)
  }

  /// The way back, from code that is written for any number type.
  package func run<T: Real>(_ context: BackwardContext<T>) throws(LayerError) {
    if let context = context as? BackwardContext<Float> { return try backward(context) }
    let context: BackwardContext<Double> = concrete(context)
    try backward(context)
  }
}

/// A layer whose parameters are measured on data, not trained by gradients.
public protocol FittedLayer: Layer {
  /// The values of the layer's parameters, in order, for an input as it comes from all samples.
  /// - Throws: ``LayerError`` if the data does not determine them.
  func fit(_ input: TensorView<Float>) throws(LayerError) -> [Tensor<Float>]
}
