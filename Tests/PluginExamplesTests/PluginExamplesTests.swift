import Foundation
import Strata
import StrataTestKit
import Testing

/// Plugins from outside the package, by its public interface alone: what an author writes, and what
/// comes of it.
@Suite struct PluginExamplesTests {
  private static func registry() throws -> PluginRegistry {
    var plugins = PluginRegistry.standard
    for type in [ISRU.self, Scale.self, PseudoHuber.self] as [any Plugin.Type] {
      try plugins.register(type)
    }
    return plugins
  }

  @Test func theyPassTheCheckers() throws {
    try checkActivation(ISRU())
    try checkLayer(Scale(), inputs: [[4]], outputs: [[4]])
    try checkLayer(Scale(initial: 0.5), inputs: [[2, 3]])
    try checkLayer(
      Dense(3, activation: .isru), inputs: [[2]], plugins: [ISRU.self])
    try checkLoss(PseudoHuber())
  }

  private static func data(_ count: Int) throws -> Dataset {
    let inputs = Samples.uniform([count, 3])
    let targets = (0..<count).map { inputs[$0 * 3] - inputs[$0 * 3 + 1] * inputs[$0 * 3 + 2] }
    return try Dataset(
      inputs: inputs, targets: .values(Tensor(shape: [count, 1], elements: targets)))
  }

  private static func trained() throws -> Trainer {
    let model = try Model(input: [3], seed: 1) {
      Dense(12, activation: .isru)
      Scale(initial: 0.5)
      Dense(1)
    }
    let trainer = try Trainer(
      model, loss: .pseudoHuber, optimizer: .adam(learningRate: 0.02), batchSize: 16)
    try trainer.fit(data(200), epochs: 20)
    return trainer
  }

  private static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "model.strata").path)
  }

  @Test func theyTrainAndComeBackFromAFile() throws {
    let trainer = try Self.trained()
    let history = trainer.state.history
    #expect(try #require(history.last).loss < 0.1 * history[0].loss)
    try Self.inFolder { path in
      try ModelFile(
        trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
      ).write(to: path)
      let file = try ModelFile(path: path, plugins: Self.registry())
      #expect(file.model.isKnown)
      #expect(file.model.architecture == trainer.model.architecture)
      #expect(file.model.parameters == trainer.model.parameters)
      let inputs = try Self.data(10).inputs
      #expect(
        try Predictor(file.model).predict(inputs) == Predictor(trainer.model).predict(inputs))
      // The loss is found again too, so the training can go on.
      let resumed = try Trainer(
        resuming: file.model, state: #require(file.state), optimizerState: file.optimizerState)
      try resumed.fit(Self.data(200), epochs: 1)
      #expect(resumed.state.epoch == 21)
    }
  }

  /// A program that does not know them can look into the file and write it again, to the byte.
  @Test func whoDoesNotKnowThemCanStillHandleTheFile() throws {
    let trainer = try Self.trained()
    try Self.inFolder { path in
      try ModelFile(
        trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
      ).write(to: path)
      let file = try ModelFile(path: path, plugins: .standard)
      #expect(!file.model.isKnown)
      #expect(file.model.architecture.nodes.map(\.layer.kind) == ["dense", "scale", "dense"])
      #expect(file.model.architecture.nodes.map(\.layer.isKnown) == [false, false, true])
      #expect(file.model.parameterCount == 3 * 12 + 12 + 12 + 12 + 1)
      #expect(file.state?.loss.kind == "pseudoHuber" && file.state?.loss.isKnown == false)

      // The first thing that is missing is named.
      let error = #expect(throws: ModelError.self) { try Predictor(file.model) }
      #expect(
        error?.description.hasPrefix(
          "node 'dense1': activation: expected a registered kind, got unknown activation "
            + "'isru' (known: ") == true)
      let layer = file.model.architecture.nodes[1].layer
      let missing = #expect(throws: LayerError.self) { try layer.resolved() }
      #expect(
        missing?.description.hasPrefix(
          "layer: expected a registered kind, got unknown layer 'scale' (known: ") == true)
      let training = #expect(throws: TrainingError.self) {
        try Trainer(
          resuming: file.model, state: #require(file.state),
          optimizerState: file.optimizerState)
      }
      #expect(
        training?.description.hasPrefix("training state: unknown loss 'pseudoHuber' (known: ")
          == true)

      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let isSame = try file.encoded() == bytes
      #expect(isSame)
    }
  }

  /// A version that this program does not have is missing too.
  @Test func aNewerVersionIsNamed() throws {
    let text = Array(
      #"{"input":[3],"layers":[{"scale":{"initial":1},"version":2},{"dense":{"units":1}}]}"#.utf8)
    let architecture = try JSONReader.decode(
      Architecture.self, from: text, userInfo: Self.registry().userInfo)
    #expect(!architecture.nodes[0].layer.isKnown && architecture.nodes[0].layer.version == 2)
    let error = #expect(throws: ModelError.self) { try Model(architecture) }
    #expect(error?.description.contains("unknown layer 'scale' version 2") == true)
    #expect(try JSONWriter.encode(architecture) == text)
  }
}
