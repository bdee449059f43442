import Foundation
import StrataBytes
import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataNumPy
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Testing

/// Trainings on samples that are not in memory.
@Suite struct StreamTrainingTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func trainer(
    resuming trainer: Trainer? = nil
  ) throws -> Trainer {
    if let trainer {
      return try Trainer(
        resuming: trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
    }
    return try Trainer(
      Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
      metrics: [.accuracy, .topK(2), .precision(), .auc, .r2], batchSize: 10, seed: 3)
  }

  /// Stops after a step of its own count.
  private final class Stop: Callback {
    var left: Int
    init(after steps: Int) { left = steps }
    func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
      left -= 1
      if left == 0 { trainer.stop() }
    }
  }

  private func samples(_ data: Dataset) -> [Sample] {
    guard case .classes(let labels) = data.targets else { return [] }
    let width = data.inputs.rowLength
    return labels.indices.map { row in
      Sample(Array(data.inputs.elements[row * width..<(row + 1) * width]), .label(labels[row]))
    }
  }

  private func stream(_ data: Dataset) -> SampleStream {
    let samples = samples(data)
    return SampleStream(data.layout, count: data.count, window: 16) { samples }
  }

  /// Files give the training that arrays in memory give, to the last bit; validation too.
  @Test func fromFilesAsFromMemory() throws {
    try withFolder { folder in
      let data = try Fixtures.classes(95)
      guard case .classes(let labels) = data.targets else { return }
      try NumPyArray(data.inputs).write(to: folder + "/x.npy")
      try NumPyArray(Tensor(labels)).write(to: folder + "/y.npy")
      let files = try ArrayStream(
        inputs: ArrayFile(path: folder + "/x.npy"),
        targets: .classes(ArrayFile(path: folder + "/y.npy")))
      let (memory, disk) = (try trainer(), try trainer())
      try memory.fit(data, epochs: 2, validation: data)
      try disk.fit(files, epochs: 2, validation: files)
      #expect(disk.model.parameters == memory.model.parameters)
      #expect(disk.history == memory.history)
    }
  }

  /// Interrupted at any step, in files, streams and memory; every metric goes on where it was.
  @Test(arguments: [1, 4, 10, 13]) func interruptionsDoNotShow(_ steps: Int) throws {
    let data = try Fixtures.classes(95)
    for source in [data, stream(data)] as [any SampleSource] {
      let whole = try trainer()
      try whole.fit(source, epochs: 2, validation: data)
      let part = try trainer()
      try part.fit(source, epochs: 2, validation: data, callbacks: [Stop(after: steps)])
      let rest = try trainer(resuming: part)
      try rest.fit(source, epochs: 2 - rest.epoch, validation: data)
      #expect(rest.model.parameters == whole.model.parameters)
      #expect(rest.history == whole.history)
    }
  }

  @Test func aSequenceThatCanBeGoneThroughOnceServesOneEpoch() throws {
    let data = try Fixtures.classes(20)
    let once = SampleStream(once: samples(data), data.layout)
    let trainer = try trainer()
    try trainer.fit(once, epochs: 1)
    #expect(trainer.epoch == 1)
    let error = #expect(throws: TrainingError.self) { try trainer.fit(once, epochs: 1) }
    guard case .source(.reopen) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // The trainer stands where it stood.
    #expect(trainer.epoch == 1 && trainer.step == 2)
    try trainer.fit(data, epochs: 1)
  }

  /// What is in memory is looked at before the first step; what is not, as it comes.
  @Test func valuesThatTheLossDoesNotTake() throws {
    let model = try Model(input: [1]) { Dense(1) }
    let trainer = try Trainer(model, loss: .sigmoidCrossEntropy, optimizer: .sgd(), batchSize: 2)
    let stream = SampleStream(SampleLayout(inputs: [[1]], targets: [1])) {
      [0, 1, 1.5].map { Sample([1], .values([$0])) }
    }
    let error = #expect(throws: TrainingError.self) { try trainer.fit(stream, epochs: 1) }
    #expect(
      error?.description
        == "data: expected targets from 0.0 to 1.0 for sigmoidCrossEntropy, got 1.5")
    let none = SampleStream(SampleLayout(inputs: [[1]], targets: [1])) { [Sample]() }
    #expect(throws: TrainingError.data(expected: "samples", got: "none")) {
      try Trainer(model, loss: .sigmoidCrossEntropy, optimizer: .sgd()).fit(none, epochs: 1)
    }
    let labels = SampleStream(SampleLayout(inputs: [[1]], targets: [nil])) {
      [Sample([1], .label(2))]
    }
    let label = #expect(throws: TrainingError.self) {
      try Trainer(model, loss: .sigmoidCrossEntropy, optimizer: .sgd()).fit(labels, epochs: 1)
    }
    #expect(
      label?.description
        == "data: expected class numbers from 0 to 1, as the network has outputs, got 2")
  }

  /// A batch of any size over the data is the data.
  @Test func aBatchLargerThanTheData() throws {
    let data = try Fixtures.classes(30)
    var models: [[Parameter]] = []
    for size in [30, 31, 1 << 20, Int.max] {
      let trainer = try Trainer(
        Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(), batchSize: size)
      try trainer.fit(data, epochs: 2)
      #expect(trainer.step == 2)
      models.append(trainer.model.parameters)
    }
    #expect(models.allSatisfy { $0 == models[0] })
  }

  @Test func noRowsAreRefused() throws {
    let none = try Dataset(inputs: Tensor(zeros: [0, 4]), targets: .classes([]))
    for work in [
      { _ = try self.trainer().fit(none, epochs: 1) },
      { _ = try self.trainer().fit(try Fixtures.classes(3), epochs: 1, validation: none) },
      { _ = try Evaluator(Fixtures.network(), loss: .softmaxCrossEntropy).evaluate(none) },
    ] as [() throws -> Void] {
      #expect(throws: TrainingError.data(expected: "samples", got: "none"), performing: work)
    }
  }

  /// Weights of the classes as `balanced` gives them are taken by the trainer.
  @Test func balancedClasses() throws {
    let data = try Fixtures.classes(40)
    let weights = try data.balancedClassWeights(classes: 3)
    let trainer = try Trainer(
      Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam()
    ) { $0.classWeights = weights }
    try trainer.fit(data, epochs: 1)
    #expect(trainer.state.classWeights == weights)
  }
}
