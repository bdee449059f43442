import StrataLayers
import StrataModel
import StrataTensor
import Testing

@Suite struct PlanTests {
  @Test("Memory that the system has not is an error", arguments: [1 << 40, 1 << 52])
  func noMemory(batch: Int) throws {
    let model = try Model(input: [300]) { Dense(3) }
    #expect {
      _ = try Plan<Float>(
        model.architecture, model.signature(), batch: batch,
        parameters: ParameterStore(model.parameters))
    } throws: { error in
      guard case .noMemory(batch, _) = error as? ModelError else { return false }
      return true
    }
  }
}
