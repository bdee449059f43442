import Foundation
import StrataTensor
import Testing

@Suite struct FloatingPointEnvironmentTests {
  /// A library that made the thread round down must not show in results, and gets its mode back.
  @Test func roundingIsPinnedAndRestored() {
    func third() -> Double { 1 / Double(ProcessInfo.processInfo.processorCount > 0 ? 3 : 7) }
    let nearest = third()
    let before = fegetround()
    fesetround(FE_UPWARD)
    let up = third()
    let pinned = FloatingPointEnvironment.pinned { third() }
    let after = fegetround()
    fesetround(before)
    #expect(up != nearest)
    #expect(pinned == nearest)
    #expect(after == FE_UPWARD)
  }

  @Test func itIsRestoredWhenTheBodyThrows() {
    struct Stop: Error {}
    let before = fegetround()
    fesetround(FE_UPWARD)
    #expect(throws: Stop.self) { try FloatingPointEnvironment.pinned { throw Stop() } }
    let after = fegetround()
    fesetround(before)
    #expect(after == FE_UPWARD)
  }
}
