import StrataModel

extension BatchingPredictor {
  /// What a network gave, and which it was.
  struct Reply {
    let outputs: [Float]
    let predictor: Predictor
  }

  typealias Outcome = Result<Reply, BatchingError>
  typealias Continuation = CheckedContinuation<Outcome, Never>

  /// A sample that waits for its turn.
  struct Request {
    /// What the caller has: numbers for the network, or a row that is prepared in its turn, by the model
    /// that then predicts.
    enum Input {
      case sample([Float])
      case row(InputRow)
    }

    let id: Int
    let input: Input
    let deadline: ContinuousClock.Instant?
    let continuation: Continuation

    /// The numbers that a network takes.
    func sample(for predictor: Predictor) throws(PredictionError) -> [Float] {
      switch input {
      case .row(let row):
        do {
          return try predictor.prepare(row)
        } catch {
          throw .input(error)
        }
      case .sample(let sample):
        let length = predictor.sampleShapes[0].count
        guard sample.count == length else {
          throw .network(
            .input(
              name: predictor.architecture.inputs[0].name, expected: "\(length) numbers",
              got: "\(sample.count)"))
        }
        return sample
      }
    }
  }

  /// What is to be done after a request was added.
  enum Step {
    case none
    /// It was cancelled before it came.
    case drop
    case run([Request])
    /// It is the first of a batch of this number.
    case waitForOthers(Int)
  }

  /// The requests that are neither answered nor refused, and how it went. One thread at a time.
  struct Queue {
    private enum Phase { case arriving, cancelled, waiting, running }

    private(set) var status = Status()
    private var phases: [Int: Phase] = [:]
    private var pending: [Request] = []
    private var nextID = 0
    private var batchNumber = 0

    /// Lets a request in, if not too many are there.
    mutating func admit(limit: Int) -> Int? {
      guard phases.count < limit else {
        status.refused += 1
        return nil
      }
      nextID += 1
      phases[nextID] = .arriving
      status.waiting = phases.count
      return nextID
    }

    mutating func add(_ request: Request, batchSize: Int) -> Step {
      guard phases[request.id] == .arriving else {
        remove(request.id)
        return .drop
      }
      phases[request.id] = .waiting
      pending.append(request)
      if pending.count >= batchSize { return .run(take()) }
      return pending.count == 1 ? .waitForOthers(batchNumber) : .none
    }

    /// All that wait, unless the batch has run without whoever asks.
    mutating func take(ifStill number: Int) -> [Request] {
      number == batchNumber ? take() : []
    }

    private mutating func take() -> [Request] {
      let batch = pending
      pending.removeAll(keepingCapacity: true)
      for request in batch { phases[request.id] = .running }
      batchNumber += 1
      if !batch.isEmpty { status.batches += 1 }
      return batch
    }

    mutating func finish(_ batch: [Request], late: Int) {
      for request in batch { remove(request.id) }
      status.late += late
      status.answered += batch.count - late
    }

    /// - Returns: Who is to be told now; nobody if the request has not come yet, or has its turn.
    mutating func cancel(_ id: Int) -> Continuation? {
      switch phases[id] {
      case .arriving:
        phases[id] = .cancelled
        status.cancelled += 1
      case .waiting:
        status.cancelled += 1
        remove(id)
        guard let index = pending.firstIndex(where: { $0.id == id }) else { return nil }
        return pending.remove(at: index).continuation
      case .cancelled, .running, nil: break
      }
      return nil
    }

    private mutating func remove(_ id: Int) {
      phases[id] = nil
      status.waiting = phases.count
    }
  }
}
