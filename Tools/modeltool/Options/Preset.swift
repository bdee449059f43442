import Strata

/// A network to start from, with words on each layer.
enum Preset: String, CaseIterable {
  case mlp, autoencoder, regression, classifier

  /// What it is for.
  var purpose: String {
    switch self {
    case .mlp: "A multilayer perceptron: dense layers, nothing else."
    case .autoencoder:
      "An autoencoder: squeezes its input through a narrow layer and makes the input again."
    case .regression: "A regression: numbers from numbers."
    case .classifier: "A classifier: one of some classes, with dropout against overfitting."
    }
  }

  /// The outputs where nobody says.
  /// - Parameter inputs: The values of one sample.
  func standardOutputs(inputs: Int) -> Int {
    switch self {
    case .mlp, .classifier: 10
    case .regression: 1
    case .autoencoder: inputs
    }
  }

  /// A layer and why it is there.
  private typealias Part = (layer: any Layer, why: String)

  private func parts(outputs: Int) -> [Part] {
    let logits = "one a class: logits, of which softmaxCrossEntropy makes probabilities"
    switch self {
    case .mlp:
      return [
        (Dense(256, activation: .relu), "the first hidden layer: more units learn finer things"),
        (Dense(128, activation: .relu), "the second, narrower"),
        (Dense(outputs), logits),
      ]
    case .classifier:
      return [
        (Dense(128, activation: .relu), "a hidden layer"),
        (Dropout(0.2), "leaves out a fifth of the values in training, each time others"),
        (Dense(64, activation: .relu), "a second hidden layer"),
        (Dropout(0.2), "and again"),
        (Dense(outputs), logits),
      ]
    case .regression:
      return [
        (Dense(64, activation: .relu), "a hidden layer"),
        (Dense(64, activation: .relu), "a second hidden layer"),
        (Dense(outputs), "the numbers, one an output: no activation bounds them"),
      ]
    case .autoencoder:
      return [
        (Dense(64, activation: .relu), "the encoder"),
        (Dense(16, activation: .relu), "the code: what is left of a sample, 16 numbers"),
        (Dense(64, activation: .relu), "the decoder"),
        (Dense(outputs), "the sample again, as many outputs as inputs"),
      ]
    }
  }

  /// The network.
  /// - Parameters:
  ///   - input: The shape of one sample; of more than one axis it is flattened first.
  ///   - outputs: The units of the last layer.
  /// - Throws: ``ModelError``.
  func network(input: Shape, outputs: Int) throws -> (architecture: Architecture, why: [String]) {
    var parts = parts(outputs: outputs)
    if input.rank > 1 { parts.insert((Flatten(), "each sample as one row of values"), at: 0) }
    let architecture = try Architecture(
      input: input, layers: parts.map { (name: nil, layer: AnyLayer($0.layer)) })
    return (architecture, parts.map(\.why))
  }

  /// How it is trained.
  /// - Parameter file: The network file.
  func training(_ file: String) -> String {
    let data =
      switch self {
      case .autoencoder: "--reconstruct"
      case .regression: "--target COLUMN"
      // Of classes that are written as numbers the text says that they are none.
      case .mlp, .classifier: "--target COLUMN --text COLUMN"
      }
    return "modeltool train --network \(file) --prepare standardize --data FILE \(data) "
      + "--output MODEL.strata"
  }
}
