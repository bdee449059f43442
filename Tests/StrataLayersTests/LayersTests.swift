import StrataLayers
import StrataTensor
import StrataTestKit
import Testing

@Suite struct LayersTests {
  @Test(arguments: [true, false])
  func dense(_ bias: Bool) throws {
    try checkLayer(Dense(3, bias: bias), inputs: [[4]], outputs: [[3]])
    try checkLayer(Dense(3, activation: .tanh, bias: bias), inputs: [[2, 4]], outputs: [[2, 3]])
    try checkLayer(Dense(2, activation: .softmax, bias: bias), inputs: [[3, 2, 1]])
  }

  @Test func denseInAllItsForms() throws {
    try checkLayer(
      Dense(
        2, activation: .leakyReLU(slope: 0.2), weightInitializer: .heNormal,
        biasInitializer: .constant(0.5)), inputs: [[3]])
    try checkLayer(Dense(1), inputs: [[1]])
    // More than one block of 512 terms in a sum over features.
    try checkLayer(
      Dense(2, activation: .sigmoid), inputs: [[515]], values: [Samples.uniform([3, 515])])
  }

  @Test func flatten() throws {
    try checkLayer(Flatten(), inputs: [[2, 3]], outputs: [[6]])
    try checkLayer(Flatten(), inputs: [[]], outputs: [[1]])
  }

  @Test func reshape() throws {
    try checkLayer(Reshape([3, 2]), inputs: [[6]], outputs: [[3, 2]])
    try checkLayer(Reshape([]), inputs: [[1]], outputs: [[]])
  }

  @Test func rescaling() throws {
    try checkLayer(Rescaling(scale: 1 / 255), inputs: [[4]], outputs: [[4]])
    try checkLayer(Rescaling(scale: -3, offset: 0.5), inputs: [[2, 2]], outputs: [[2, 2]])
  }

  @Test func normalization() throws {
    try checkLayer(Normalization(), inputs: [[3]], outputs: [[3]])
    try checkLayer(
      Normalization(), inputs: [[2, 3]],
      parameters: ["mean": Tensor([1, 2, -3]), "variance": Tensor([0.25, 4, 1e-4])])
  }

  @Test(arguments: [0, 0.3, 0.75] as [Float])
  func dropout(_ rate: Float) throws {
    try checkLayer(Dropout(rate), inputs: [[7]], outputs: [[7]])
    try checkLayer(Dropout(rate), inputs: [[2, 3]], outputs: [[2, 3]])
  }

  @Test func activationLayer() throws {
    try checkLayer(ActivationLayer(.relu), inputs: [[4]], outputs: [[4]])
    try checkLayer(ActivationLayer(.softmax), inputs: [[2, 4]], outputs: [[2, 4]])
  }
}
