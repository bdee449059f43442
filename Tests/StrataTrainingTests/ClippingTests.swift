import StrataData
import StrataFile
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Gradients as an optimizer gets them: stochastic descent by a rate of 1 moves each weight by just
/// its gradient.
@Suite struct ClippingTests {
  /// Wide enough for blocks of 4096 squares and a rest.
  private static func model() throws -> Model {
    try Model(input: [4], seed: 1) {
      Dense(1500, activation: .tanh)
      Dense(3)
    }
  }

  private func gradients(
    clipNorm: Double? = nil, clipValue: Double? = nil, scale: Float = 1
  ) throws -> [Float] {
    let model = try Self.model()
    let data = try Dataset(
      inputs: Samples.uniform([20, 4], in: -scale...scale, seed: 3),
      targets: .values(Samples.uniform([20, 3], in: -scale...scale, seed: 4)))
    let trainer = try Trainer(
      model, loss: .meanSquaredError, optimizer: .sgd(learningRate: 1), batchSize: 20,
      clipNorm: clipNorm, clipValue: clipValue)
    try trainer.fit(data, epochs: 1)
    return zip(model.parameters, trainer.model.parameters).flatMap { before, after in
      zip(before.tensor.elements, after.tensor.elements).map { $0 - $1 }
    }
  }

  private func norm(_ values: [Float]) -> Double {
    values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// Weights are below 1, so a difference of two errs by 2⁻²⁴ at most.
  private static let rounding = Float(0x1p-23)

  @Test func theNormIsBoundedAndTheDirectionKept() throws {
    let free = try gradients()
    let length = norm(free)
    #expect(length > 0.4)
    let bounded = try gradients(clipNorm: 0.25)
    for (got, free) in zip(bounded, free) {
      #expect((got - free * Float(0.25 / length)).magnitude <= 2 * Self.rounding)
    }
    // A longer bound changes nothing, to the last bit.
    #expect(try gradients(clipNorm: length * 1.01) == free)
  }

  @Test func everyValueIsBounded() throws {
    let free = try gradients()
    let bound: Float = 0.01
    #expect(free.contains { $0 > 2 * bound } && free.contains { $0 < -2 * bound })
    #expect(free.contains { $0.magnitude < bound / 2 })
    let bounded = try gradients(clipValue: Double(bound))
    for (got, free) in zip(bounded, free) {
      #expect((got - min(max(free, -bound), bound)).magnitude <= 2 * Self.rounding)
    }
  }

  /// First each gradient, then all of them.
  @Test func bothBoundsHold() throws {
    let values = try gradients(clipValue: 0.01)
    let length = norm(values)
    let both = try gradients(clipNorm: length / 2, clipValue: 0.01)
    for (got, value) in zip(both, values) {
      #expect((got - value / 2).magnitude <= 4 * Self.rounding)
    }
  }

  @Test func boundsGoIntoTheFileAndComeBack() throws {
    let trainer = try Trainer(
      Self.model(), loss: .meanSquaredError, optimizer: .sgd(), clipNorm: 1.5, clipValue: 0.25)
    #expect(trainer.state.clipNorm == 1.5 && trainer.state.clipValue == 0.25)
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    func readBack(_ state: TrainingState) throws -> TrainingState? {
      let bytes = try ModelFile(trainer.model, state: state, optimizerState: []).encoded()
      return try ModelFile(StrataReader(bytes, name: "bounds.strata"), plugins: plugins).state
    }
    #expect(try readBack(trainer.state) == trainer.state)
    var without = trainer.state
    (without.clipNorm, without.clipValue) = (nil, nil)
    #expect(try readBack(without) == without)
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e39, 1e-60] as [Double])
  func boundsOutOfRange(_ bound: Double) throws {
    let expected = "a number over 0 within the range of Float"
    #expect(
      throws: TrainingError.argument("clip norm", expected: expected, got: "\(bound)")
    ) {
      try Trainer(Self.model(), loss: .meanSquaredError, optimizer: .sgd(), clipNorm: bound)
    }
    #expect(
      throws: TrainingError.argument("clip value", expected: expected, got: "\(bound)")
    ) {
      try Trainer(Self.model(), loss: .meanSquaredError, optimizer: .sgd(), clipValue: bound)
    }
  }

  /// A norm whose square is beyond Float counts as infinite: the step stands still.
  @Test func aNormBeyondFloat() throws {
    let model = try Model(input: [1], seed: 1) { Dense(1, bias: false) }
    let data = try Dataset(
      inputs: Tensor(shape: [1, 1], elements: [1e18]),
      targets: .values(Tensor(shape: [1, 1], elements: [0])))
    let trainer = try Trainer(
      model, loss: .meanAbsoluteError, optimizer: .sgd(learningRate: 1), clipNorm: 1)
    try trainer.fit(data, epochs: 1)
    let moved = try #require(trainer.model.parameter("dense1.weight"))[0]
    let start = try #require(model.parameter("dense1.weight"))[0]
    #expect(((moved - start).magnitude - 1).magnitude <= 2 * Self.rounding)
    let far = try Dataset(
      inputs: Tensor(shape: [1, 1], elements: [1e25]),
      targets: .values(Tensor(shape: [1, 1], elements: [0])))
    let other = try Trainer(
      model, loss: .meanAbsoluteError, optimizer: .sgd(learningRate: 1), clipNorm: 1)
    try other.fit(far, epochs: 1)
    #expect(other.model.parameters == model.parameters)
  }
}
