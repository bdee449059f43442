/// An operation that knows its number type and its memory for good: a call and nothing to decide.
///
/// A small network is all calls and little arithmetic, so this is what a plan runs.
@safe final class BoundOperation: SharedWork, @unchecked Sendable {
  private let count: Int
  private let size: Int
  private let body: (Range<Int>) -> Void

  /// - Parameters:
  ///   - count: How many independent pieces there are.
  ///   - size: What one costs, in elements.
  ///   - body: Computes a range of them.
  init(count: Int, size: Int, body: @escaping (Range<Int>) -> Void) {
    self.count = count
    self.size = size
    self.body = body
  }

  /// Computes all pieces, shared among threads where that pays.
  func run(on workers: WorkerPool) {
    let parts = workers.parts(of: count, size: size)
    guard parts > 1 else { return body(0..<count) }
    workers.run(parts: parts, self)
  }

  /// Computes one of equal parts.
  func compute(_ part: Int, of parts: Int) {
    body(count * part / parts..<count * (part + 1) / parts)
  }
}
