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
/// A batch runs when ``batchSize`` requests are there, ``delay`` after its first one, or at once for a
/// request whose deadline comes before that. The memory it takes is bounded: when ``limit`` requests are
/// waiting or running, another is refused at once. A request that cannot be answered fails alone.
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
    try await reply(to: .sample(sample), deadline).outputs
  }

  /// The answer to a row. One predictor prepares it, predicts and says what the outputs mean, whatever
  /// takes its place meanwhile.
  /// - Parameters:
  ///   - row: Columns of the model by their names.
  ///   - deadline: When the answer is of no more use.
  /// - Throws: ``BatchingError``; ``BatchingError/refused(_:)`` as `Predictor.answer(_:)`.
  public func answer(
    _ row: InputRow, deadline: ContinuousClock.Instant? = nil
  ) async throws(BatchingError) -> Answer {
    let reply = try await reply(to: .row(row), deadline)
    do {
      return try reply.predictor.answer(outputs: reply.outputs)
    } catch {
      throw .refused(.network(error))
    }
  }

  /// How it went so far: for a service's metrics.
  public var status: Status { queue.withLock { $0.status } }

  // MARK: - Batches

  private func reply(
    to input: Request.Input, _ deadline: ContinuousClock.Instant?
  ) async throws(BatchingError) -> Reply {
    let limit = limit
    guard let id = queue.withLock({ $0.admit(limit: limit) }) else { throw .full(limit: limit) }
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(Request(id: id, input: input, deadline: deadline, continuation: continuation))
      }
    } onCancel: {
      queue.withLock { $0.cancel(id) }?.resume(returning: .failure(.cancelled))
    }
    return try outcome.get()
  }

  private func enqueue(_ request: Request) {
    // Who cannot wait for others does not, and nor do those who wait already.
    let hurries = request.deadline.map { $0 - .now <= delay } ?? false
    let batchSize = hurries ? 1 : batchSize
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
    var late = 0
    var outcomes = [Outcome](repeating: .failure(.deadlinePassed), count: batch.count)
    var samples: [Float] = []
    var ready: [Int] = []
    for (index, request) in batch.enumerated() {
      if let deadline = request.deadline, deadline < now {
        late += 1
        continue
      }
      do throws(PredictionError) {
        samples += try request.sample(for: predictor)
        ready.append(index)
      } catch {
        outcomes[index] = .failure(.refused(error))
      }
    }
    for (index, outcome) in zip(ready, Self.outcomes(of: samples, ready.count, predictor)) {
      outcomes[index] = outcome
    }
    queue.withLock { $0.finish(batch, late: late) }
    for (request, outcome) in zip(batch, outcomes) {
      request.continuation.resume(returning: outcome)
    }
  }

  /// What the network gives for each of some samples; if it refuses one, that one fails alone.
  private static func outcomes(
    of samples: [Float], _ count: Int, _ predictor: Predictor
  ) -> [Outcome] {
    do throws(ModelError) {
      let outputs = try predictor.predict(samples)
      let width = count == 0 ? 0 : outputs.count / count
      return (0..<count).map { row in
        .success(
          Reply(outputs: Array(outputs[row * width..<(row + 1) * width]), predictor: predictor))
      }
    } catch {
      guard count > 1 else { return [.failure(.refused(.network(error)))] }
      let length = samples.count / count
      return (0..<count).flatMap { row in
        outcomes(of: Array(samples[row * length..<(row + 1) * length]), 1, predictor)
      }
    }
  }
}
