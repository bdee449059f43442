import StrataData
import StrataModel
import StrataTensor
import StrataTraining
import Synchronization
import Testing

@Suite struct TrainingEpochsTests {
  @Test func theEpochsAreThoseOfFit() async throws {
    let data = try Fixtures.classes(45)
    let (whole, waited) = (try Fixtures.trainer(), try Fixtures.trainer())
    let expected = try whole.fit(data, epochs: 4, validation: data)
    var records: [EpochRecord] = []
    for try await record in try waited.epochs(of: data, count: 4, validation: data) {
      records.append(record)
    }
    #expect(records == expected)
    #expect(waited.model.parameters == whole.model.parameters)
    #expect(waited.state == whole.state)
  }

  /// A loop that is left ends the training where it is; another takes it up.
  @Test func aLoopThatIsLeft() async throws {
    let data = try Fixtures.classes(45)
    let (whole, parts) = (try Fixtures.trainer(), try Fixtures.trainer())
    try whole.fit(data, epochs: 4)
    for try await record in try parts.epochs(of: data, count: 4) where record.epoch == 2 { break }
    #expect(parts.epoch == 2 && parts.state.lastEpoch == 4)
    try parts.resume(data)
    #expect(parts.model.parameters == whole.model.parameters)
    #expect(parts.state == whole.state)
  }

  @Test func errorsComeThroughAndBadArgumentsAtOnce() async throws {
    let trainer = try Fixtures.trainer()
    let data = try Fixtures.classes(45)
    #expect(throws: TrainingError.self) { try trainer.epochs(of: data, count: 0) }
    let fails = ClosureCallback(step: { _, _ throws(TrainingError) in throw .output("no") })
    await #expect(throws: TrainingError.output("no")) {
      for try await _ in try trainer.epochs(of: data, count: 2, callbacks: [fails]) {}
    }
    #expect(trainer.step == 1)
  }

  /// A task that is cancelled ends after the step under way, and its trainer can be taken further.
  @Test func aCancelledTaskLeavesAUsableTrainer() async throws {
    let data = try Fixtures.classes(2000)
    let started = Atomic<Bool>(false)
    // The trainer lives and is used on the task, and is handed back when that has ended.
    let task = Task { () throws -> (steps: Int, left: Int, epochs: Int) in
      let trainer = try Fixtures.trainer(batchSize: 10)
      let note = ClosureCallback(step: { _, _ in started.store(true, ordering: .relaxed) })
      var epochs = 0
      for try await _ in try trainer.epochs(of: data, count: 1_000_000, callbacks: [note]) {
        epochs += 1
      }
      let steps = trainer.step
      // In the middle of an epoch, most likely: what is left of it is done now.
      let left = trainer.state.partial.map { 200 - $0.steps } ?? 0
      let watch = ClosureCallback(epoch: { _, trainer in trainer.stop() })
      try trainer.resume(data, callbacks: [watch])
      return (steps, trainer.step - steps - (left == 0 ? 200 : left), epochs)
    }
    while !started.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(1)) }
    try await Task.sleep(for: .milliseconds(30))
    task.cancel()
    let result = try await task.value
    #expect(result.steps > 0)
    #expect(result.left == 0)
  }
}
