import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

@Suite struct ModelTests {
  @Test func parametersAreNamedAndOrdered() throws {
    let model = try Model(input: [4]) {
      Dense(3)
      Dense(2, bias: false).named("last")
      Dense(1)
    }
    #expect(
      model.parameters.map(\.name) == [
        "dense1.weight", "dense1.bias", "last.weight", "dense3.weight", "dense3.bias",
      ])
    #expect(
      model.parameters.map(\.tensor.shape) == [[4, 3], [3], [3, 2], [2, 1], [1]])
    #expect(model.parameterCount == 12 + 3 + 6 + 2 + 1)
    #expect(model.parameter("last.weight")?.shape == [3, 2])
    #expect(model.parameter("last.bias") == nil)
  }

  @Test func theBuilderTakesBranchesAndLoops() throws {
    let deep = true
    let model = try Model(input: [4]) {
      for units in [5, 6] { Dense(units) }
      if deep { Dropout(0.1) }
      if !deep { Flatten() } else { Dense(2) }
      [Rescaling(scale: 2), Flatten()] as [any Layer]
    }
    #expect(
      model.architecture.nodes.map(\.name) == [
        "dense1", "dense2", "dropout1", "dense3", "rescaling1", "flatten1",
      ])
  }

  @Test func firstValuesDependOnSeedAndPlaceAlone() throws {
    func model(seed: UInt64, units: Int = 3) throws -> Model {
      try Model(input: [4], seed: seed) {
        Dense(3)
        Dense(units)
      }
    }
    #expect(try model(seed: 1).parameters == model(seed: 1).parameters)
    #expect(try model(seed: 1).parameters != model(seed: 2).parameters)
    // A parameter does not depend on the size of another.
    #expect(
      try model(seed: 1).parameter("dense1.weight")
        == model(seed: 1, units: 7).parameter("dense1.weight"))
    let two = try model(seed: 1)
    #expect(
      two.parameter("dense1.weight")?.elements.prefix(9)
        != two.parameter("dense2.weight")?.elements.prefix(9))
  }

  @Test func settingAParameter() throws {
    var model = try Model(input: [2]) { Dense(1) }
    try model.setParameter("dense1.bias", to: Tensor([3]))
    #expect(model.parameter("dense1.bias") == Tensor([3]))
    let name = #expect(throws: ModelError.self) {
      try model.setParameter("dense1.bios", to: Tensor([3]))
    }
    #expect(
      name?.description
        == "parameters: expected one of dense1.weight, dense1.bias, got 'dense1.bios'")
    let shape = #expect(throws: ModelError.self) {
      try model.setParameter("dense1.bias", to: Tensor([3, 4]))
    }
    #expect(
      shape?.description == "parameters: expected the shape [1] for 'dense1.bias', got [2]")
  }

  @Test func keptParametersMustFit() throws {
    let model = try Model(input: [2]) { Dense(1) }
    let (architecture, kept) = (model.architecture, model.parameters)
    #expect(try Model(architecture, parameters: kept).parameters == kept)
    for (parameters, message) in [
      (Array(kept.dropLast()), "parameters: expected 2 tensors, got 1"),
      (
        [kept[1], kept[0]],
        "parameters: expected 'dense1.weight' [2, 1], got 'dense1.bias' [1]"
      ),
    ] {
      let error = #expect(throws: ModelError.self) {
        try Model(architecture, parameters: parameters)
      }
      #expect(error?.description == message)
    }
  }

  @Test(
    arguments: [
      (Dense(0), "node 'dense1': dense: units: expected a number over 0, got 0"),
      (
        Dropout(1), "node 'dropout1': dropout: rate: expected at least 0 and below 1, got 1.0"
      ),
      (Dropout(.nan), "node 'dropout1': dropout: rate: expected at least 0 and below 1, got nan"),
      (
        Reshape([5]),
        "node 'reshape1': reshape: expected samples of 5 values for the shape [5], got [batch, 4]"
      ),
      (
        Rescaling(scale: .infinity),
        "node 'rescaling1': rescaling: expected a finite scale and offset, got inf and 0.0"
      ),
      (
        Dense(2, weightInitializer: GivenValues([1])),
        "parameters: expected first values for 'dense1.weight', got values: expected the shape "
          + "[4, 2], got [1]"
      ),
    ] as [(any Layer, String)])
  func whatALayerCannotTakeIsRefused(_ layer: any Layer, _ message: String) {
    let error = #expect(throws: ModelError.self) { try Model(input: [4]) { [layer] } }
    #expect(error?.description == message)
  }

  @Test func layersFittedToData() throws {
    var model = try Model(input: [2]) {
      Rescaling(scale: 2)
      Normalization()
      Dense(1)
    }
    #expect(model.hasFittedLayers)
    try model.fitLayers(
      to: [Tensor(shape: [4, 2], elements: [0, 5, 1, 5, 2, 5, 3, 5])])
    #expect(model.parameter("normalization1.mean") == Tensor([3, 10]))
    // 0, 2, 4, 6 vary by 5; what never varies gets 1.
    #expect(model.parameter("normalization1.variance") == Tensor([5, 1]))
    let count = #expect(throws: ModelError.self) { try model.fitLayers(to: []) }
    #expect(count?.description == "input 'input': expected 1 tensors, got 0")
    #expect(throws: ModelError.self) { try model.fitLayers(to: [Tensor(zeros: [0, 2])]) }
  }
}
