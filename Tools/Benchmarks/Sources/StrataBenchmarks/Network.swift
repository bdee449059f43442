import CMachine
import Strata

/// The networks that every runtime runs: dense layers with ReLU between them, and logits.
enum Network: String, CaseIterable {
  /// 784-256-128-10: images of Fashion-MNIST.
  case large
  /// 30-64-32-1: a row of a table.
  case small

  /// The widths, the input's first.
  var widths: [Int] {
    switch self {
    case .large: [784, 256, 128, 10]
    case .small: [30, 64, 32, 1]
    }
  }

  /// Weights, without biases.
  var weightCount: Int { zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The network with weights drawn for a seed. Biases are no zeros, which a runtime might leave
  /// out.
  func model() throws -> Model {
    var model = try Model(input: [widths[0]], seed: 1) {
      Dense(widths[1], activation: .relu)
      Dense(widths[2], activation: .relu)
      Dense(widths[3])
    }
    for (index, parameter) in model.parameters.enumerated()
    where parameter.name.hasSuffix(".bias") {
      let random = RandomStream(seed: 2, purpose: .initialization, node: index)
      let values = (0..<parameter.tensor.shape.count).map {
        random.uniform(sample: 0, element: $0) / 10
      }
      try model.setParameter(parameter.name, to: Tensor(values))
    }
    return model
  }

  /// Inputs that any runtime can make: element i is (i mod 17) / 16.
  func inputs(_ batch: Int) throws -> Tensor<Float> {
    let count = batch * widths[0]
    return try Tensor(shape: [batch, widths[0]], elements: (0..<count).map { Float($0 % 17) / 16 })
  }
}
