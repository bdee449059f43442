private import StrataTensor
private import Synchronization

/// Lanes that nobody is using.
final class LanePool: Sendable {
  private let free = Locked<[PredictionLane]>([])
  private let failureCount = Atomic<Int>(0)
  private let make: @Sendable () -> PredictionLane

  init(_ make: @escaping @Sendable () -> PredictionLane) { self.make = make }

  func take() -> PredictionLane {
    free.withLock { $0.popLast() } ?? make()
  }

  func put(_ lane: PredictionLane) {
    free.withLock { $0.append(lane) }
  }

  /// How many parts of predictions have failed.
  var failures: Int { failureCount.load(ordering: .acquiring) }

  func noteFailure() { failureCount.add(1, ordering: .releasing) }
}
