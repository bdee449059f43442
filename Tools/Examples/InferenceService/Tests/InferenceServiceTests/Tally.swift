import Synchronization

/// Numbers that several threads count up.
final class Tally: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  subscript(name: String) -> Int { counts.withLock { $0[name] ?? 0 } }

  func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
}
