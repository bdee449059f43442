import StrataLayers
import StrataModel
import StrataServing
import Testing

/// Single requests that are answered together.
@Suite struct BatchingPredictorTests {
  private static let ages: Duration = .seconds(60)

  /// Nobody waits for the delay where enough others come.
  @Test func aFullBatchRunsAtOnce() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 50, delay: Self.ages)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask {
          let output = try await batching.predict(sample(number))
          // As if it were alone, to the last bit.
          #expect(try output == predictor.predict(sample(number)))
        }
      }
      try await group.waitForAll()
    }
    #expect(batching.status.batches == 4 && batching.status.answered == 200)
    #expect(batching.status.waiting == 0)
  }

  @Test func theDelayEndsTheWaitForOthers() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 1000, delay: .milliseconds(5))
    let start = ContinuousClock.now
    let first = Task { try await batching.predict(sample(1)) }
    let second = Task { try await batching.predict(sample(2)) }
    #expect(try await first.value == predictor.predict(sample(1)))
    #expect(try await second.value == predictor.predict(sample(2)))
    #expect(ContinuousClock.now - start >= .milliseconds(5))
    #expect((1...2).contains(batching.status.batches))
  }

  @Test func rowsGoThroughTheModelsPreparation() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 1)
    let row: InputRow = ["x0": 1, "x1": 2, "x2": 3, "x3": 4]
    #expect(try await batching.answer(row) == predictor.answer(row))
    await #expect(
      throws: BatchingError.refused(
        .input(.unknownColumn(.field(row: 1, column: "y"), known: ["x0", "x1", "x2", "x3"])))
    ) {
      try await batching.answer(["y": 1])
    }
  }

  /// What comes in under one model and has its turn under the next is the next one's alone: its means, its
  /// network, its labels.
  @Test func aRowIsPreparedByTheModelThatAnswersIt() async throws {
    func model(_ mean: Double, _ labels: [String], seed: UInt64) throws -> Model {
      var model = try Model(input: [1], seed: seed) { Dense(2) }
      model.preparation = try Preparation(
        input: .columns([InputColumn("x", .number(mean: mean))]),
        target: .classes(ClassTarget(labels: labels)))
      return model
    }
    let old = try Predictor(model(0, ["a", "b"], seed: 1))
    let new = try Predictor(model(50, ["c", "d"], seed: 2))
    let swapped = Gate()
    let batching = BatchingPredictor(batchSize: 2, delay: Self.ages) { swapped.isOpen ? new : old }
    let waiting = Task { try await batching.answer(["x": 7]) }
    while batching.status.waiting == 0 { await Task.yield() }
    swapped.open()
    let second = try await batching.answer(["x": 9])
    #expect(try await waiting.value == new.answer(["x": 7]))
    #expect(try second == new.answer(["x": 9]))
    #expect(try new.answer(["x": 7]) != old.answer(["x": 7]))
  }

  @Test func aSampleThatCannotBeFailsAlone() async throws {
    let predictor = try Predictor(Model(input: [4]) { Strict() })
    let batching = BatchingPredictor(predictor, batchSize: 3, delay: Self.ages)
    let good = Task { try await batching.predict([1, 2, 3, 4]) }
    let refused = Task { try await batching.predict([1, -2, 3, 4]) }
    let short = Task { try await batching.predict([1]) }
    #expect(try await good.value == [1, 2, 3, 4])
    await #expect(throws: BatchingError.self) { try await refused.value }
    let error = await #expect(throws: BatchingError.self) { try await short.value }
    #expect(error?.description == "input 'input': expected 4 numbers, got 1")
    #expect(batching.status.batches == 1)
  }

  /// While a batch runs, as many may wait as the limit says, and no more.
  @Test func tooManyAreRefused() async throws {
    let predictor = try Predictor(model(seed: 1))
    let isRunning = Gate()
    let mayGoOn = Gate()
    let batching = BatchingPredictor(batchSize: 2, delay: Self.ages, limit: 3) {
      isRunning.open()
      mayGoOn.wait()
      return predictor
    }
    let batch = (0..<2).map { number in Task { try await batching.predict(sample(number)) } }
    while !isRunning.isOpen { await Task.yield() }
    let third = Task { try await batching.predict(sample(2)) }
    while batching.status.waiting < 3 { await Task.yield() }
    await #expect(throws: BatchingError.full(limit: 3)) { try await batching.predict(sample(3)) }
    mayGoOn.open()
    for (number, task) in batch.enumerated() {
      #expect(try await task.value == predictor.predict(sample(number)))
    }
    third.cancel()
    await #expect(throws: BatchingError.cancelled) { try await third.value }
    #expect(batching.status.refused == 1 && batching.status.waiting == 0)
  }

  @Test func aDeadlineThatHasPassedIsNotAnswered() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 8, delay: Self.ages)
    await #expect(throws: BatchingError.deadlinePassed) {
      try await batching.predict(sample(1), deadline: .now - .milliseconds(1))
    }
    // One that comes before the delay ends does not wait for others.
    let output = try await batching.predict(sample(1), deadline: .now + .seconds(30))
    #expect(try output == predictor.predict(sample(1)))
    #expect(batching.status.late == 1 && batching.status.waiting == 0)
  }

  @Test func whoIsCancelledLeavesNothingBehind() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 8, delay: Self.ages)
    let waiting = Task { try await batching.predict(sample(1)) }
    while batching.status.waiting == 0 { await Task.yield() }
    waiting.cancel()
    await #expect(throws: BatchingError.cancelled) { try await waiting.value }
    // Cancelled before it asks.
    let early = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await batching.predict(sample(2))
    }
    await #expect(throws: BatchingError.cancelled) { try await early.value }
    #expect(batching.status.waiting == 0 && batching.status.cancelled == 2)
    #expect(batching.status.batches == 0)
  }

  /// Everybody is told something, once, whatever comes together with what.
  @Test func nobodyIsForgottenInACrowd() async throws {
    let predictor = try Predictor(model(seed: 1))
    let batching = BatchingPredictor(predictor, batchSize: 16, delay: .microseconds(50), limit: 64)
    let (answered, refused, cancelled) = (Counter(), Counter(), Counter())
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<16 {
        group.addTask {
          for number in 0..<400 {
            let request = Task { try await batching.predict(sample(caller + number)) }
            if number % 5 == caller % 5 { request.cancel() }
            do {
              let output = try await request.value
              #expect(try output == predictor.predict(sample(caller + number)))
              answered.increment()
            } catch BatchingError.cancelled {
              cancelled.increment()
            } catch BatchingError.full {
              refused.increment()
            } catch {
              Issue.record(error)
            }
          }
        }
      }
    }
    let status = batching.status
    #expect(status.waiting == 0)
    #expect(status.answered == answered.value)
    #expect(status.cancelled == cancelled.value)
    #expect(status.refused == refused.value)
    #expect(status.answered + status.cancelled + status.refused == 16 * 400)
  }
}
