import StrataLayers
import StrataTensor
import StrataTestKit
import Testing

/// A layer and inputs to check it with.
struct LayerExample: Sendable, CustomTestStringConvertible {
  let layer: any Layer
  var inputs: [Shape]
  var outputs: [Shape]?
  var dtypes: [DType] = []
  var integersBelow = 2
  var values: [Tensor<Float>]?
  var parameters: [String: Tensor<Float>] = [:]

  init(
    _ layer: any Layer, _ inputs: [Shape], outputs: [Shape]? = nil, dtypes: [DType] = [],
    integersBelow: Int = 2, values: [Tensor<Float>]? = nil,
    parameters: [String: Tensor<Float>] = [:]
  ) {
    self.layer = layer
    self.inputs = inputs
    self.outputs = outputs
    self.dtypes = dtypes
    self.integersBelow = integersBelow
    self.values = values
    self.parameters = parameters
  }

  var testDescription: String { "\(layer) of \(inputs)" }

  func check() throws {
    try checkLayer(
      layer, inputs: inputs, outputs: outputs, dtypes: dtypes, integersBelow: integersBelow,
      values: values, parameters: parameters)
  }

  /// Every layer of the module in all its forms.
  static let all: [LayerExample] =
    dense + [
      LayerExample(Flatten(), [[2, 3]], outputs: [[6]]),
      LayerExample(Flatten(), [[]], outputs: [[1]]),
      LayerExample(Reshape([3, 2]), [[6]], outputs: [[3, 2]]),
      LayerExample(Reshape([]), [[1]], outputs: [[]]),
      LayerExample(Rescaling(scale: 1 / 255), [[4]], outputs: [[4]]),
      LayerExample(Rescaling(scale: -3, offset: 0.5), [[2, 2]], outputs: [[2, 2]]),
      LayerExample(ActivationLayer(.relu), [[4]], outputs: [[4]]),
      LayerExample(ActivationLayer(.softmax), [[2, 4]], outputs: [[2, 4]]),
      LayerExample(PReLU(), [[4]], outputs: [[4]]),
      LayerExample(PReLU(slope: -0.5), [[2, 3]], outputs: [[2, 3]]),
      // More than one leaf of 64 samples.
      LayerExample(PReLU(slope: 0), [[2]], values: [Samples.uniform([131, 2], seed: 4)]),
    ] + random + normalizations + integers + joins

  private static let dense: [LayerExample] =
    [true, false].flatMap { bias in
      [
        LayerExample(Dense(3, bias: bias), [[4]], outputs: [[3]]),
        LayerExample(Dense(3, activation: .tanh, bias: bias), [[2, 4]], outputs: [[2, 3]]),
        LayerExample(Dense(2, activation: .softmax, bias: bias), [[3, 2, 1]]),
      ]
    } + [
      LayerExample(
        Dense(
          2, activation: .leakyReLU(slope: 0.2), weightInitializer: .heNormal,
          biasInitializer: .constant(0.5)), [[3]]),
      LayerExample(
        Dense(2, penalty: Penalty(l1: 0.01, l2: 0.02), constraint: .maxNorm(1.5)), [[3]]),
      LayerExample(Dense(2, penalty: .l2(1e-4), constraint: .nonNegative), [[3]]),
      LayerExample(Dense(1), [[1]]),
      // More than one block of 512 terms in a sum over features.
      LayerExample(
        Dense(2, activation: .sigmoid), [[515]], values: [Samples.uniform([3, 515])]),
    ]

  private static let random: [LayerExample] =
    ([0, 0.3, 0.75] as [Float]).flatMap { rate in
      [
        LayerExample(Dropout(rate), [[7]], outputs: [[7]]),
        LayerExample(Dropout(rate), [[2, 3]], outputs: [[2, 3]]),
        LayerExample(AlphaDropout(rate), [[7]], outputs: [[7]]),
        LayerExample(AlphaDropout(rate), [[2, 3]], outputs: [[2, 3]]),
        LayerExample(GaussianNoise(rate), [[7]], outputs: [[7]]),
        LayerExample(GaussianNoise(rate), [[2, 3]], outputs: [[2, 3]]),
      ]
    }

  private static let normalizations: [LayerExample] = [
    LayerExample(Normalization(), [[3]], outputs: [[3]]),
    LayerExample(
      Normalization(), [[2, 3]],
      parameters: ["mean": Tensor([1, 2, -3]), "variance": Tensor([0.25, 4, 1e-4])]),
    // More of it in `BatchNormTests`.
    LayerExample(BatchNorm(), [[3]], outputs: [[3]]),
    LayerExample(LayerNorm(), [[5]], outputs: [[5]]),
    LayerExample(LayerNorm(epsilon: 0.25, offset: false), [[2, 3]], outputs: [[2, 3]]),
    // More features than the lanes of a sum over a row.
    LayerExample(LayerNorm(), [[71]], values: [Samples.uniform([3, 71])]),
    LayerExample(
      LayerNorm(epsilon: 0.1), [[2]], values: [Samples.uniform([67, 2], seed: 4)]),
    // One feature never differs from its mean.
    LayerExample(LayerNorm(), [[1]], outputs: [[1]]),
    LayerExample(RMSNorm(), [[5]], outputs: [[5]]),
    LayerExample(RMSNorm(epsilon: 0.25, offset: true), [[2, 3]], outputs: [[2, 3]]),
    LayerExample(RMSNorm(), [[71]], values: [Samples.uniform([3, 71])]),
    LayerExample(
      RMSNorm(epsilon: 0.1), [[2]], values: [Samples.uniform([67, 2], seed: 4)]),
  ]

  private static let integers: [LayerExample] = [
    LayerExample(
      Embedding(7, units: 3), [[4]], outputs: [[4, 3]], dtypes: [.int32], integersBelow: 7),
    LayerExample(
      Embedding(5, units: 1, weightInitializer: .normal()), [[]], outputs: [[1]],
      dtypes: [.int32], integersBelow: 5),
    LayerExample(
      Embedding(4, units: 2, padding: 1), [[2, 3]], outputs: [[2, 3, 2]], dtypes: [.int32],
      integersBelow: 4),
    LayerExample(OneHot(3), [[]], outputs: [[3]], dtypes: [.int32], integersBelow: 3),
    LayerExample(OneHot(4), [[2]], outputs: [[2, 4]], dtypes: [.int32], integersBelow: 4),
  ]

  private static let joins: [LayerExample] =
    ([Add(), Multiply(), Average(), Maximum()] as [any Layer]).flatMap { layer in
      [
        LayerExample(layer, [[3], [3]], outputs: [[3]]),
        LayerExample(layer, [[2, 2], [2, 2], [2, 2]], outputs: [[2, 2]]),
        LayerExample(layer, [[], [], [], []], outputs: [[]]),
      ]
    } + [
      LayerExample(Subtract(), [[3], [3]], outputs: [[3]]),
      LayerExample(Subtract(), [[2, 3], [2, 3]], outputs: [[2, 3]]),
      LayerExample(Concatenate(), [[3], [1], [2]], outputs: [[6]]),
      LayerExample(Concatenate(), [[2, 3], [2, 1]], outputs: [[2, 4]]),
      LayerExample(Concatenate(axis: 1), [[2, 3], [1, 3]], outputs: [[3, 3]]),
      LayerExample(Concatenate(axis: -2), [[2, 3, 2], [2, 1, 2]], outputs: [[2, 4, 2]]),
    ]
}
