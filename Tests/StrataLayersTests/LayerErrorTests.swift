import StrataLayers
import StrataTensor
import Testing

/// What cannot be is refused when a network is built, with words.
@Suite struct LayerErrorTests {
  private static let features = ValueType(batchOf: [3])
  private static let words = ValueType(batchOf: [3], .int32)
  private static let open = ValueType(.float32, [.batch, .symbol("length")])
  private static let single = [features]
  private static let two = [features, features]

  static let refused: [(layer: any Layer, inputs: [ValueType], message: String)] = [
    (Dense(0), single, "dense: units: expected a number over 0, got 0"),
    (Dense(2), two, "dense: expected 1 input, got 2"),
    (Dense(2), [], "dense: expected 1 input, got 0"),
    (
      Dense(2), [words], "dense: expected a float32 input with a batch axis, got int32 [batch, 3]"
    ),
    (
      Dense(2), [open],
      "dense: expected an input whose last axis has a fixed length over 0, got [batch, length]"
    ),
    (
      Dense(2, penalty: .l1(-1)), single,
      "dense: penalty: l1: expected a finite number of at least 0, got -1.0"
    ),
    (
      Dense(2, penalty: .l2(.nan)), single,
      "dense: penalty: l2: expected a finite number of at least 0, got nan"
    ),
    (Dropout(1), single, "dropout: rate: expected at least 0 and below 1, got 1.0"),
    (Dropout(-0.1), single, "dropout: rate: expected at least 0 and below 1, got -0.1"),
    (AlphaDropout(1), single, "alphaDropout: rate: expected at least 0 and below 1, got 1.0"),
    (AlphaDropout(.nan), single, "alphaDropout: rate: expected at least 0 and below 1, got nan"),
    (
      GaussianNoise(-1), single,
      "gaussianNoise: deviation: expected a finite number of at least 0, got -1.0"
    ),
    (
      GaussianNoise(.infinity), single,
      "gaussianNoise: deviation: expected a finite number of at least 0, got inf"
    ),
    (LayerNorm(epsilon: 0), single, "layerNorm: epsilon: expected a finite number over 0, got 0.0"),
    (
      LayerNorm(), [open],
      "layerNorm: expected an input whose last axis has a fixed length over 0, got [batch, length]"
    ),
    (RMSNorm(epsilon: .nan), single, "rmsNorm: epsilon: expected a finite number over 0, got nan"),
    (PReLU(slope: .infinity), single, "prelu: slope: expected a finite number, got inf"),
    (
      Embedding(0, units: 2), [words],
      "embedding: count: expected a number from 1 to 16777216, got 0"
    ),
    (
      Embedding(1 << 25, units: 2), [words],
      "embedding: count: expected a number from 1 to 16777216, got 33554432"
    ),
    (Embedding(5, units: 0), [words], "embedding: units: expected a number over 0, got 0"),
    (
      Embedding(5, units: 2, padding: 5), [words],
      "embedding: padding: expected a number from 0 to 4, got 5"
    ),
    (
      Embedding(5, units: 2), single,
      "embedding: expected an int32 input with a batch axis, got [batch, 3]"
    ),
    (Embedding(5, units: 2), [words, words], "embedding: expected 1 input, got 2"),
    (OneHot(0), [words], "oneHot: count: expected a number from 1 to 16777216, got 0"),
    (OneHot(2), single, "oneHot: expected an int32 input with a batch axis, got [batch, 3]"),
    (Add(), single, "add: expected 2 inputs or more, got 1"),
    (
      Average(), [features, ValueType(batchOf: [4])],
      "average: expected inputs of one shape, [batch, 3], got [batch, 4]"
    ),
    (
      Maximum(), [words, words],
      "maximum: expected float32 inputs with a batch axis, got int32 [batch, 3]"
    ),
    (Multiply(), [], "multiply: expected 2 inputs or more, got 0"),
    (Subtract(), two + single, "subtract: expected 2 inputs, got 3"),
    (Subtract(), single, "subtract: expected 2 inputs, got 1"),
    (Concatenate(), single, "concatenate: expected 2 inputs or more, got 1"),
    (
      Concatenate(axis: 0), two,
      "concatenate: axis: expected an axis of [batch, 3] other than the batch, got 0"
    ),
    (
      Concatenate(axis: 2), two,
      "concatenate: axis: expected an axis of [batch, 3] other than the batch, got 2"
    ),
    (
      Concatenate(axis: .min), two,
      "concatenate: axis: expected an axis of [batch, 3] other than the batch, got \(Int.min)"
    ),
    (
      Concatenate(axis: -2), two,
      "concatenate: axis: expected an axis of [batch, 3] other than the batch, got -2"
    ),
    (
      Concatenate(), [features, ValueType(batchOf: [2, 3])],
      "concatenate: expected 2 axes, axis 1 of a fixed length, got [batch, 2, 3]"
    ),
    (
      Concatenate(), [features, open],
      "concatenate: expected 2 axes, axis 1 of a fixed length, got [batch, length]"
    ),
    (
      Concatenate(axis: 1), [ValueType(batchOf: [2, 3]), ValueType(batchOf: [2, 4])],
      "concatenate: expected [batch, 2, 3] in all axes but 1, got [batch, 2, 4]"
    ),
    (
      Concatenate(), [words, features], "concatenate: expected float32 inputs, got int32 [batch, 3]"
    ),
  ]

  @Test(arguments: refused.indices)
  func refuses(_ index: Int) {
    let (layer, inputs, message) = Self.refused[index]
    let error = #expect(throws: LayerError.self) {
      _ = try layer.outputs(for: inputs)
      _ = try layer.parameters(for: inputs)
    }
    #expect(error?.description == message)
  }
}
