import Foundation
import StrataTensor
import Testing

@Suite struct FloatingPointEnvironmentTests {
  /// A third, rounded as the thread is set to: 3 is known only at run time, and the quotient stays
  /// in here, on its side of a change of mode.
  @inline(never) private func third() -> Double {
    1 / Double(ProcessInfo.processInfo.processorCount > 0 ? 3 : 7)
  }

  /// A library that made the thread round down must not show in results, and gets its mode back.
  @Test func roundingIsPinnedAndRestored() {
    let nearest = third()
    let before = fegetround()
    fesetround(FE_UPWARD)
    let up = third()
    let pinned = FloatingPointEnvironment.pinned { third() }
    let restored = third()
    fesetround(before)
    #expect(up != nearest)
    #expect(pinned == nearest)
    #expect(restored == up)
  }

  @Test func itIsRestoredWhenTheBodyThrows() {
    struct Stop: Error {}
    let (before, nearest) = (fegetround(), third())
    fesetround(FE_UPWARD)
    #expect(throws: Stop.self) { try FloatingPointEnvironment.pinned { throw Stop() } }
    let restored = third()
    fesetround(before)
    #expect(restored > nearest)
  }
}
