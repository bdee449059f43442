import Synchronization

/// The way from a thread that waits to a task that computes.
enum Blocking {
  private final class Place<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
    let isThere = Semaphore(0)
  }

  /// Runs a task and waits for what comes of it.
  static func run<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () async throws(Failure) -> Value
  ) -> Result<Value, Failure> {
    let place = Place<Result<Value, Failure>>()
    Task {
      let result: Result<Value, Failure>
      do throws(Failure) {
        result = .success(try await body())
      } catch {
        result = .failure(error)
      }
      place.value.withLock { $0 = result }
      place.isThere.signal()
    }
    while true {
      _ = place.isThere.wait(until: .now + .seconds(60))
      if let result = place.value.withLock({ $0 }) { return result }
    }
  }
}
