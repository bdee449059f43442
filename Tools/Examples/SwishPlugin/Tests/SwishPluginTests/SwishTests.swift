import Strata
import StrataTestKit
import SwishPlugin
import Testing

@Suite struct SwishTests {
  /// Shapes, the derivative against difference quotients, repeatability, coding.
  @Test(arguments: [1, 0, 1.5, -2, 30] as [Float])
  func itPassesTheChecker(beta: Float) throws {
    try checkActivation(Swish(beta: beta))
  }

  @Test func withBetaOneItIsSiLU() throws {
    let inputs = try Tensor<Float>(shape: [1, 5], elements: [-3, -1, 0, 0.5, 8])
    let outputs = try [Dense(5, activation: .swish), Dense(5, activation: .silu)].map { layer in
      try Predictor(Model(input: [5], seed: 1) { layer }).predict(inputs)
    }
    #expect(outputs[0] == outputs[1])
  }

  @Test func aBetaThatIsNoNumberIsRefused() {
    #expect(throws: PluginError.self) { try Swish(beta: .nan).check() }
  }
}
