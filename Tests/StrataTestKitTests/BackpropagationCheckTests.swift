import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

@Suite struct BackpropagationCheckTests {
  @Test func aRightNetworkPasses() throws {
    let model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .tanh)
      Scaled<NoMistake>()
      Dense(2)
    }
    try checkBackpropagation(of: model, loss: .meanSquaredError)
    try checkBackpropagation(of: model, loss: .softmaxCrossEntropy, classes: true)
    try checkBackpropagation(of: model, loss: .softmaxCrossEntropy)
  }

  @Test func aWrongLayerInsideIsFound() throws {
    let model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .tanh)
      Scaled<WrongSign>()
      Dense(2)
    }
    let failure = #expect(throws: CheckFailure.self) {
      try checkBackpropagation(of: model, loss: .meanSquaredError)
    }
    #expect(failure?.property == "gradient of 'input', element 0")
  }

  @Test func targetsThatTheLossCannotTakeAreRefused() throws {
    let model = try Model(input: [3]) { Dense(2) }
    let failure = #expect(throws: CheckFailure.self) {
      try checkBackpropagation(of: model, loss: .meanSquaredError, classes: true)
    }
    #expect(failure?.property == "targets")
  }
}
