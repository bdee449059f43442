import StrataData
import StrataJSON
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

@Suite struct TrainingErrorTests {
  private struct Attempt: CustomTestStringConvertible {
    let message: String
    let run: @Sendable () throws -> Void
    var testDescription: String { message }

    init(_ message: String, _ run: @escaping @Sendable () throws -> Void) {
      self.message = message
      self.run = run
    }
  }

  private static func model(outputs: Int = 3) throws -> Model {
    try Model(input: [4]) { Dense(outputs) }
  }

  private static func trainer(
    _ loss: some Loss = .softmaxCrossEntropy, _ optimizer: some Optimizer = .sgd(),
    outputs: Int = 3, metrics: [any Metric] = [], batchSize: Int = 4, split: Double = 0,
    clipNorm: Double? = nil, clipValue: Double? = nil
  ) throws -> Trainer {
    try Trainer(
      model(outputs: outputs), loss: loss, optimizer: optimizer, metrics: metrics,
      batchSize: batchSize, validationSplit: split, clipNorm: clipNorm, clipValue: clipValue)
  }

  private static func classes(_ labels: [Int32], width: Int = 4) throws -> Dataset {
    try Dataset(inputs: Samples.uniform([labels.count, width]), targets: .classes(labels))
  }

  private static func values(_ width: Int) throws -> Dataset {
    try Dataset(
      inputs: Samples.uniform([3, 4]), targets: .values(Samples.uniform([3, width])))
  }

  @Test(arguments: [
    // Data.
    Attempt("data: expected samples, got none") {
      try trainer().fit(classes([]), epochs: 1)
    },
    Attempt("data: expected samples of the shape [4], as the network's input, got [5]") {
      try trainer().fit(classes([0], width: 5), epochs: 1)
    },
    Attempt(
      "data: expected class numbers from 0 to 2, as the network has outputs, got 3 at sample 1"
    ) { try trainer().fit(classes([0, 3]), epochs: 1) },
    Attempt(
      "data: expected class numbers from 0 to 2, as the network has outputs, got -1 at sample 0"
    ) { try trainer().fit(classes([-1, 2]), epochs: 1) },
    Attempt("softmaxCrossEntropy: expected 2 outputs or more, one a class, got 1 output") {
      try trainer(outputs: 1).fit(classes([0, 1]), epochs: 1)
    },
    Attempt(
      "data: expected class numbers from 0 to 1, as the network has outputs, got 2 at sample 1"
    ) { try trainer(.sigmoidCrossEntropy, outputs: 1).fit(classes([0, 2]), epochs: 1) },
    Attempt("softmaxCrossEntropy: expected 3 target values a sample, one an output, got 2") {
      try trainer().fit(values(2), epochs: 1)
    },
    Attempt("meanSquaredError: expected targets that are numbers, got class labels") {
      try trainer(.meanSquaredError).fit(classes([0]), epochs: 1)
    },
    Attempt("sigmoidCrossEntropy: expected 1 output for class labels, got 3 outputs") {
      try trainer(.sigmoidCrossEntropy).fit(classes([0]), epochs: 1)
    },
    Attempt("data: expected samples, got none") {
      try trainer().fit(classes([0]), epochs: 1, validation: classes([]))
    },
    // Arguments.
    Attempt("epochs: expected a number over 0, got 0") {
      try trainer().fit(classes([0]), epochs: 0)
    },
    Attempt("epochs: expected at most 9223372036854775806 more, got 9223372036854775807") {
      let trainer = try Self.trainer()
      try trainer.fit(classes([0]), epochs: 1)
      try trainer.fit(classes([0]), epochs: .max)
    },
    Attempt("batch size: expected a number over 0, got 0") { _ = try trainer(batchSize: 0) },
    Attempt("validation split: expected at least 0 and below 1, got 1.0") {
      _ = try trainer(split: 1)
    },
    Attempt("validation split: expected at least 0 and below 1, got nan") {
      _ = try trainer(split: .nan)
    },
    Attempt("metrics: expected each name once, got 'accuracy' twice") {
      _ = try trainer(metrics: [Accuracy(), Accuracy()])
    },
    Attempt("learning rate: expected a number over 0, got 0.0") {
      _ = try trainer(.meanSquaredError, .sgd(learningRate: 0))
    },
    Attempt("learning rate: expected a number over 0, got nan") {
      _ = try trainer(.meanSquaredError, .adam(learningRate: .nan))
    },
    Attempt("learning rate: expected a number over 0, got inf") {
      _ = try trainer(.meanSquaredError, .adam(learningRate: .infinity))
    },
    Attempt("sgd momentum: expected at least 0 and below 1, got 1.5") {
      _ = try trainer(.meanSquaredError, .sgd(momentum: 1.5))
    },
    // Networks.
    Attempt("network: expected a parameter to train, got none") {
      _ = try Trainer(
        Model(input: [4]) { Flatten() }, loss: .meanSquaredError, optimizer: .sgd())
    },
    Attempt("losses: expected one for each of the network's 2 outputs, got 1") {
      var graph = GraphBuilder()
      let input = graph.input("a", [2])
      graph.output(graph.add(Dense(1), to: input), graph.add(Dense(1), to: input))
      _ = try Trainer(
        Model(graph.architecture()), loss: .meanSquaredError, optimizer: .sgd())
    },
    // The loss is no number any more.
    Attempt(
      "epoch 1, step 1: expected a finite loss, got nan; a smaller learning rate may help"
    ) {
      let huge = try Model(input: [4]) {
        Dense(2, weightInitializer: .constant(3e38))
        Dense(3)
      }
      try Trainer(huge, loss: .softmaxCrossEntropy, optimizer: .sgd())
        .fit(classes([0]), epochs: 1)
    },
    Attempt(
      "epoch 2, step 1: expected a finite loss, got inf; a smaller learning rate may help"
    ) {
      let inputs = Tensor<Float>(shape: [1, 4], repeating: 1)
      let targets = Targets.values(Tensor(shape: [1, 3], repeating: 1e12))
      try trainer(.meanSquaredError, .sgd(learningRate: 1e12))
        .fit(Dataset(inputs: inputs, targets: targets), epochs: 3)
    },
    // States.
    Attempt(
      "training state: expected what adam remembers after 1 steps, got nothing"
    ) {
      let trainer = try Self.trainer(.softmaxCrossEntropy, .adam())
      try trainer.fit(classes([0]), epochs: 1)
      _ = try Trainer(resuming: trainer.model, state: trainer.state, optimizerState: [])
    },
    Attempt("training state: expected 4 optimizer tensors, got 3") {
      let trainer = try Self.trainer(.softmaxCrossEntropy, .adam())
      _ = try Trainer(
        resuming: trainer.model, state: trainer.state,
        optimizerState: Array(trainer.optimizerState.dropLast()))
    },
    Attempt(
      "training state: expected 'dense1.weight.velocity' [4, 3], got 'dense1.weight.mean' [4, 3]"
    ) {
      let trainer = try Self.trainer(.softmaxCrossEntropy, .sgd(momentum: 0.9))
      var state = trainer.optimizerState
      state[0] = NamedTensor("dense1.weight.mean", state[0].tensor)
      _ = try Trainer(resuming: trainer.model, state: trainer.state, optimizerState: state)
    },
    Attempt(
      "training state: unknown optimizer 'sophia' (known: adadelta, adagrad, adam, adamW, adamax, "
        + "amsgrad, lbfgs, lion, nadam, rmsProp, sgd)"
    ) {
      let trainer = try Self.trainer()
      let text = String(decoding: try JSONWriter.encode(trainer.state), as: UTF8.self)
        .replacing(#""sgd""#, with: #""sophia""#)
      let plugins = try PluginRegistry(TrainingPlugins.all + LossPlugins.all)
      let state = try JSONReader.decode(
        TrainingState.self, from: Array(text.utf8), userInfo: plugins.userInfo)
      _ = try Trainer(resuming: trainer.model, state: state, optimizerState: [])
    },
  ])
  private func messages(_ attempt: Attempt) {
    let error = #expect(throws: TrainingError.self) { try attempt.run() }
    #expect(error?.description == attempt.message)
  }

  /// A refused call changes nothing.
  @Test func aRefusedFitLeavesTheTrainerAsItWas() throws {
    let trainer = try Fixtures.trainer()
    let (state, model) = (trainer.state, trainer.model)
    #expect(throws: TrainingError.self) {
      try trainer.fit(Fixtures.classes(20), epochs: 1, validation: Self.classes([7]))
    }
    #expect(trainer.state == state && trainer.model.parameters == model.parameters)
  }

  @Test(arguments: [
    ("batchSize", "0"), ("epoch", "-1"), ("step", "281474976710656"), ("validationSplit", "1"),
    ("epoch", "9223372036854775807"), ("step", "-1"), ("clipNorm", "0"), ("clipNorm", "1e39"),
    ("clipValue", "-1"),
  ])
  func aStateThatCannotBeIsRefused(_ key: String, _ value: String) throws {
    let trainer = try Self.trainer(clipNorm: 2, clipValue: 3)
    let plugins = try PluginRegistry(TrainingPlugins.all + LossPlugins.all)
    let text = String(decoding: try JSONWriter.encode(trainer.state), as: UTF8.self)
    let changed = text.replacing(
      try Regex("\"\(key)\":[0-9.]+"), with: "\"\(key)\":\(value)")
    #expect(changed != text)
    #expect(throws: JSONError.self) {
      try JSONReader.decode(
        TrainingState.self, from: Array(changed.utf8), userInfo: plugins.userInfo)
    }
  }
}
