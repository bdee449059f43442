public import StrataData
public import StrataModel

/// A training as a sequence of epochs, which somebody else's loop waits for and a task can cancel.
///
/// ```swift
/// for try await record in trainer.epochs(of: data, count: 10) { print(record.loss) }
/// ```
///
/// The steps run on the task that iterates, which gives way to others about every ten milliseconds;
/// there is no thread beside it. When the task is cancelled, or the loop is left, the training ends
/// after the step under way: the sequence ends, and the trainer stands where that step left it, to be
/// read, written to a file, or taken further, from the middle of the epoch.
public struct TrainingEpochs: AsyncSequence {
  private let trainer: Trainer
  private let request: FitRequest

  init(_ trainer: Trainer, _ request: FitRequest) {
    self.trainer = trainer
    self.request = request
  }

  /// Begins to train.
  public func makeAsyncIterator() -> Iterator { Iterator(trainer: trainer, request: request) }

  /// Trains an epoch at a time.
  public struct Iterator: AsyncIteratorProtocol {
    let trainer: Trainer
    let request: FitRequest
    private let clock = ContinuousClock()

    init(trainer: Trainer, request: FitRequest) {
      self.trainer = trainer
      self.request = request
    }

    /// Trains to the end of the epoch.
    /// - Returns: What it gave; nil after the last one, and where the task was cancelled.
    /// - Throws: ``TrainingError``, as `fit` does.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(TrainingError) -> EpochRecord? {
      while !Task.isCancelled {
        let end = clock.now + .milliseconds(10)
        do throws(TrainingError) {
          let record = try trainer.advance(request) { Task.isCancelled || clock.now >= end }
          if let record { return record }
        } catch {
          trainer.leave()
          throw error
        }
        guard trainer.hasMore(request) else { break }
        await Task.yield()
      }
      trainer.leave()
      return nil
    }

    /// Trains to the end of the epoch, on any executor.
    public mutating func next() async throws(TrainingError) -> EpochRecord? {
      try await next(isolation: #isolation)
    }
  }
}

extension Trainer {
  /// Passes over the data a number of times, as a sequence that a task can wait for and cancel.
  /// - Parameters: As those of ``fit(_:epochs:validation:callbacks:)``.
  /// - Throws: ``TrainingError`` for data that does not fit.
  public func epochs(
    of data: some SampleSource, count: Int, validation: (any SampleSource)? = nil,
    callbacks: [any Callback] = []
  ) throws(TrainingError) -> TrainingEpochs {
    TrainingEpochs(self, try begin(data, epochs: count, validation: validation, callbacks))
  }

  /// Whether a request has epochs left.
  func hasMore(_ fit: FitRequest) -> Bool { base.epoch < fit.lastEpoch && !isStopping }
}
