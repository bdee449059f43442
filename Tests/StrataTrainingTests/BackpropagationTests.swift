import Foundation
import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Backpropagation by hand, with plain scalar code, against one step of the trainer.
@Suite struct BackpropagationTests {
  /// Two inputs, two hidden and two output neurons; sigmoid, squared error.
  private struct Network {
    var w1: [[Double]] = [[0.15, 0.25], [0.20, 0.30]]
    var b1: [Double] = [0.35, 0.35]
    var w2: [[Double]] = [[0.40, 0.50], [0.45, 0.55]]
    var b2: [Double] = [0.60, 0.60]

    func model() throws -> Model {
      func rows(_ values: [[Double]]) -> [[Float]] { values.map { $0.map { Float($0) } } }
      let (first, second) = (try GivenValues(rows: rows(w1)), try GivenValues(rows: rows(w2)))
      return try Model(input: [2]) {
        Dense(
          2, activation: .sigmoid, weightInitializer: first,
          biasInitializer: GivenValues(b1.map { Float($0) }))
        Dense(
          2, activation: .sigmoid, weightInitializer: second,
          biasInitializer: GivenValues(b2.map { Float($0) }))
      }
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// One step worked out factor by factor: ∂E/∂w = ∂E/∂out · ∂out/∂net · ∂net/∂w.
  /// - Parameter outputFirst: Whether the output layer's weights are replaced before the hidden
  ///   layer's gradients are computed, which is wrong.
  private func byHand(
    _ n: Network, inputs x: [Double], targets t: [Double], rate: Double, outputFirst: Bool
  ) -> Network {
    // Forward.
    var hidden = [0.0, 0.0]
    for j in 0..<2 {
      let net = x[0] * n.w1[0][j] + x[1] * n.w1[1][j] + n.b1[j]
      hidden[j] = Self.sigmoid(net)
    }
    var out = [0.0, 0.0]
    for k in 0..<2 {
      let net = hidden[0] * n.w2[0][k] + hidden[1] * n.w2[1][k] + n.b2[k]
      out[k] = Self.sigmoid(net)
    }

    // The output layer. E = Σ (out − t)² / 2: the mean over two outputs.
    var new = n
    var delta2 = [0.0, 0.0]
    for k in 0..<2 {
      let errorByOut = 2 * (out[k] - t[k]) / 2
      let outByNet = out[k] * (1 - out[k])
      delta2[k] = errorByOut * outByNet
      for j in 0..<2 {
        let netByWeight = hidden[j]
        new.w2[j][k] = n.w2[j][k] - rate * delta2[k] * netByWeight
      }
      new.b2[k] = n.b2[k] - rate * delta2[k]
    }

    // The hidden layer, through the output layer's weights as they were before the step.
    let w2 = outputFirst ? new.w2 : n.w2
    for j in 0..<2 {
      let errorByHidden = delta2[0] * w2[j][0] + delta2[1] * w2[j][1]
      let hiddenByNet = hidden[j] * (1 - hidden[j])
      let delta1 = errorByHidden * hiddenByNet
      for i in 0..<2 {
        let netByWeight = x[i]
        new.w1[i][j] = n.w1[i][j] - rate * delta1 * netByWeight
      }
      new.b1[j] = n.b1[j] - rate * delta1
    }
    return new
  }

  private func byTrainer(
    _ n: Network, inputs x: [Double], targets t: [Double], rate: Double
  ) throws -> Model {
    let data = try Dataset(
      inputs: Tensor(shape: [1, 2], elements: x.map { Float($0) }),
      targets: .values(Tensor(shape: [1, 2], elements: t.map { Float($0) })))
    let trainer = try Trainer(
      n.model(), loss: .meanSquaredError, optimizer: .sgd(learningRate: rate), batchSize: 1)
    try trainer.fit(data, epochs: 1)
    return trainer.model
  }

  /// The largest distance between a model's weights and those worked out by hand.
  private func distance(_ model: Model, _ n: Network) throws -> Double {
    var largest = 0.0
    for (name, values) in [
      ("dense1.weight", n.w1.flatMap { $0 }), ("dense1.bias", n.b1),
      ("dense2.weight", n.w2.flatMap { $0 }), ("dense2.bias", n.b2),
    ] {
      let got = try #require(model.parameter(name)).elements
      try #require(got.count == values.count)
      for (got, value) in zip(got, values) {
        largest = max(largest, (Double(got) - value).magnitude)
      }
    }
    return largest
  }

  @Test func oneStepByHand() throws {
    let n = Network()
    let new = byHand(n, inputs: [0.05, 0.1], targets: [0.01, 0.99], rate: 0.5, outputFirst: false)
    let model = try byTrainer(n, inputs: [0.05, 0.1], targets: [0.01, 0.99], rate: 0.5)
    // Weights below 1 after a dozen Float operations of 2⁻²⁴ each.
    #expect(try distance(model, new) < 1e-6)
    // The step went somewhere.
    #expect(try distance(n.model(), new) > 0.01)
  }

  /// "All weights are updated at once": with a large step, replacing the output layer's weights
  /// first would give other gradients for the hidden layer.
  @Test func everyWeightIsUpdatedFromTheWeightsBeforeTheStep() throws {
    let (x, t, rate) = ([1.0, -0.5], [0.9, 0.1], 5.0)
    let right = byHand(Network(), inputs: x, targets: t, rate: rate, outputFirst: false)
    let wrong = byHand(Network(), inputs: x, targets: t, rate: rate, outputFirst: true)
    let model = try byTrainer(Network(), inputs: x, targets: t, rate: rate)
    let byOrder =
      zip(right.w1.flatMap { $0 }, wrong.w1.flatMap { $0 })
      .map { ($0 - $1).magnitude }.max() ?? 0
    #expect(byOrder > 0.01)
    #expect(try distance(model, right) < 1e-5)
    #expect(try distance(model, wrong) > 0.01)
  }

  /// Any number of layers, every loss, every kind of target.
  @Test func deepNetworksAgainstCentralDifferences() throws {
    let deep = try Model(input: [2, 3], seed: 2) {
      Rescaling(scale: 0.5, offset: 0.1)
      Dense(4, activation: .tanh)
      Flatten()
      Normalization()
      Dense(6, activation: .leakyReLU(slope: 0.2))
      Dropout(0.3)
      Reshape([3, 2])
      Dense(5, activation: .sigmoid)
      Flatten()
      Dense(3)
    }
    try checkBackpropagation(of: deep, loss: .meanSquaredError)
    try checkBackpropagation(of: deep, loss: .meanAbsoluteError)
    try checkBackpropagation(of: deep, loss: .softmaxCrossEntropy)
    try checkBackpropagation(of: deep, loss: .softmaxCrossEntropy, classes: true)
    try checkBackpropagation(of: deep, loss: .sigmoidCrossEntropy)

    let probabilities = try Model(input: [3], seed: 3) {
      Dense(4, activation: .relu)
      Dense(3, activation: .softmax)
    }
    try checkBackpropagation(of: probabilities, loss: .categoricalCrossEntropy, classes: true)
    let chance = try Model(input: [3], seed: 4) { Dense(1, activation: .sigmoid) }
    try checkBackpropagation(of: chance, loss: .binaryCrossEntropy, classes: true)
  }
}
