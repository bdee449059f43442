import StrataLayers
import StrataTestKit
import Testing

@Suite struct ActivationsTests {
  @Test func identity() throws { try checkActivation(Identity()) }
  @Test func sigmoid() throws { try checkActivation(Sigmoid()) }
  @Test func tanh() throws { try checkActivation(Tanh()) }
  @Test func relu() throws { try checkActivation(ReLU()) }
  @Test func softmax() throws { try checkActivation(Softmax()) }

  @Test(arguments: [0.01, 0, -0.5, 2] as [Float])
  func leakyReLU(_ slope: Float) throws { try checkActivation(LeakyReLU(slope: slope)) }
}
