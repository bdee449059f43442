public import StrataModel
import StrataTensor

/// Gathers single requests that come at the same time and predicts for all of them at once: a batch
/// costs less than its rows one by one, and the answers are the same to the last bit.
///
/// ```swift
/// let batching = BatchingPredictor(predictor, batchSize: 64, delay: .microseconds(200))
/// let answer = try await batching.answer(["age": 41, "city": "Oslo"])
/// ```
///
/// A batch runs when ``batchSize`` requests are there, or ``delay`` after its first one. The memory it
/// takes is bounded: when ``limit`` requests wait, another is refused at once. A request that cannot be
/// answered fails alone.
public final class BatchingPredictor: Sendable {
  /// Requests that are answered at once, at most.
  public let batchSize: Int
  /// How long the first request of a batch waits for others, at most.
  public let delay: Duration
  /// Requests that may be waiting or running.
  public let limit: Int

  private let source: @Sendable () -> Predictor
  private let queue = Locked(Queue())

  /// Gathers for one predictor.
  /// - Parameters:
  ///   - predictor: Runs the batches: the first input and the first output of its network.
  ///   - batchSize: Requests that are answered at once, at most; at least 1.
  ///   - delay: How long the first of a batch waits for others, at most.
  ///   - limit: Requests that may be waiting or running; at least `batchSize`.
  public convenience init(
    _ predictor: Predictor, batchSize: Int = 64, delay: Duration = .microseconds(200),
    limit: Int = 4096
  ) {
    self.init(batchSize: batchSize, delay: delay, limit: limit) { predictor }
  }

  /// Gathers for whatever predictor there is when a batch runs, such as that of a ``ModelStore``.
  public init(
    batchSize: Int = 64, delay: Duration = .microseconds(200), limit: Int = 4096,
    from source: @escaping @Sendable () -> Predictor
  ) {
    self.batchSize = max(batchSize, 1)
    self.delay = delay
    self.limit = max(limit, self.batchSize)
    self.source = source
  }

  /// What the network gives for one sample.
  /// - Parameters:
  ///   - sample: The network's input: the numbers of one sample.
  ///   - deadline: When the answer is of no more use.
  /// - Throws: ``BatchingError``.
  public func predict(
    _ sample: [Float], deadline: ContinuousClock.Instant? = nil
  ) async throws(BatchingError) -> [Float] {
    let limit = limit
    guard let id = queue.withLock({ $0.admit(limit: limit) }) else { throw .full(limit: limit) }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(Request(id: id, sample: sample, deadline: deadline, continuation: continuation))
      }
    } onCancel: {
      queue.withLock { $0.cancel(id) }?.resume(returning: .failure(.cancelled))
    }
    return try outcome.get()
  }

  /// The answer to a row.
  /// - Throws: ``BatchingError``; ``BatchingError/refused(_:)`` as `Predictor.answer(_:)`.
  public func answer(
    _ row: InputRow, deadline: ContinuousClock.Instant? = nil
  ) async throws(BatchingError) -> Answer {
    let predictor = source()
    let sample: [Float]
    do {
      sample = try predictor.prepare(row)
    } catch {
      throw .refused(.input(error))
    }
    let outputs = try await predict(sample, deadline: deadline)
    do {
      return try predictor.answer(outputs: outputs)
    } catch {
      throw .refused(.network(error))
    }
  }

  /// How it went so far: for a service's metrics.
  public var status: Status { queue.withLock { $0.status } }

  // MARK: - Batches

  private func enqueue(_ request: Request) {
    let batchSize = batchSize
    switch queue.withLock({ $0.add(request, batchSize: batchSize) }) {
    case .none: break
    case .drop: request.continuation.resume(returning: .failure(.cancelled))
    case .run(let batch): run(batch)
    case .waitForOthers(let batchNumber):
      let delay = delay
      Task {
        try? await Task.sleep(for: delay, tolerance: .zero)
        let batch = self.queue.withLock { $0.take(ifStill: batchNumber) }
        self.run(batch)
      }
    }
  }

  private func run(_ batch: [Request]) {
    guard !batch.isEmpty else { return }
    let predictor = source()
    let now = ContinuousClock.now
    let length = predictor.sampleShapes[0].count
    var late = 0
    var outcomes = [Result<[Float], BatchingError>](
      repeating: .failure(.deadlinePassed), count: batch.count)
    var ready: [Int] = []
    for (index, request) in batch.enumerated() {
      if let deadline = request.deadline, deadline < now {
        late += 1
      } else if request.sample.count == length {
        ready.append(index)
      } else {
        outcomes[index] = Self.alone(request.sample, predictor, length)
      }
    }
    do throws(ModelError) {
      var input: [Float] = []
      input.reserveCapacity(ready.count * length)
      for index in ready { input += batch[index].sample }
      let outputs = try predictor.predict(input)
      let width = ready.isEmpty ? 0 : outputs.count / ready.count
      for (row, index) in ready.enumerated() {
        outcomes[index] = .success(Array(outputs[row * width..<(row + 1) * width]))
      }
    } catch {
      // One that a layer refuses must not spoil the others.
      for index in ready { outcomes[index] = Self.alone(batch[index].sample, predictor, length) }
    }
    queue.withLock { $0.finish(batch, late: late) }
    for (request, outcome) in zip(batch, outcomes) {
      request.continuation.resume(returning: outcome)
    }
  }

  private static func alone(
    _ sample: [Float], _ predictor: Predictor, _ length: Int
  ) -> Result<[Float], BatchingError> {
    do throws(ModelError) {
      guard sample.count == length else {
        throw .input(
          name: predictor.architecture.inputs[0].name, expected: "\(length) numbers",
          got: "\(sample.count)")
      }
      return .success(try predictor.predict(sample))
    } catch {
      return .failure(.refused(.network(error)))
    }
  }
}
