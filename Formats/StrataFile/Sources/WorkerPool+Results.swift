internal import StrataTensor

extension WorkerPool {
  /// What `body(0)`, …, `body(count - 1)` return, in this order, whoever computes them.
  /// - Throws: what the first of them throws that throws.
  func results<Value, Failure: Error>(
    _ count: Int, _ body: (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    var results = [Result<Value, Failure>?](repeating: nil, count: count)
    unsafe results.withUnsafeMutableBufferPointer { results in
      // Each part has a place of its own.
      run(parts: count) { part in
        unsafe results[part] = Result { () throws(Failure) in try body(part) }
      }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for result in results {
      if let result { values.append(try result.get()) }
    }
    return values
  }
}

/// Things that one thread at a time works with: as many as there have been threads at once.
final class Toolbox<Tool>: Sendable {
  private let free = Locked<[Tool]>([])
  private let make: @Sendable () -> Tool

  init(_ make: @escaping @Sendable () -> Tool) {
    self.make = make
  }

  /// Lends one for the length of a call.
  func with<Result, Failure: Error>(
    _ body: (Tool) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let tool = free.withLock { $0.popLast() } ?? make()
    defer { free.withLock { $0.append(tool) } }
    return try body(tool)
  }
}
