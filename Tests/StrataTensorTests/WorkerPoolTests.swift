import Glibc
import StrataTensor
import Testing

@Suite struct WorkerPoolTests {
  /// Counts how often each part was computed. Each part has a place of its own, so no lock is needed
  /// (and the thread sanitizer, which does not know the standard library's mutex, sees no race) unless
  /// the pool computes a part twice.
  private struct Tally: Sendable {
    private let counts: MutableTensorView<Int32>
    init(_ parts: Int) { counts = Buffer<Int32>(count: parts).view([parts]) }
    func add(_ part: Int) { counts[part] += 1 }
    var isOnceEach: Bool { counts.tensor.elements.allSatisfy { $0 == 1 } }
  }

  @Test(arguments: 1...4, [0, 1, 2, 3, 17, 1000])
  func everyPartExactlyOnce(_ threads: Int, _ parts: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threadCount == threads)
    let tally = Tally(parts)
    pool.run(parts: parts) { tally.add($0) }
    #expect(tally.isOnceEach)
  }

  @Test func manyRepetitions() {
    let pool = WorkerPool(threads: 3)
    for repetition in 0..<5000 {
      let parts = repetition % 7
      let tally = Tally(parts)
      pool.run(parts: parts) { tally.add($0) }
      #expect(tally.isOnceEach)
    }
  }

  /// What the threads wrote is there when `run` returns.
  @Test func resultsAreVisible() {
    let pool = WorkerPool(threads: 3)
    let view = Buffer<Int32>(count: 300).view([300])
    for round in 1...200 {
      pool.run(parts: 300) { view[$0] = Int32(round &* $0) }
      #expect(view.tensor.elements == (0..<300).map { Int32(round * $0) })
    }
  }

  @Test func nestedUse() {
    let pool = WorkerPool(threads: 3)
    let tally = Tally(60)
    pool.run(parts: 6) { outer in
      pool.run(parts: 10) { tally.add(outer * 10 + $0) }
    }
    #expect(tally.isOnceEach)
  }

  @Test func manyCallersAtOnce() async {
    let pool = WorkerPool(threads: 3)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<300).allSatisfy { _ in
            let tally = Tally(11)
            pool.run(parts: 11) { tally.add($0) }
            return tally.isOnceEach
          }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func poolsEnd() {
    for _ in 0..<200 {
      let pool = WorkerPool(threads: 4)
      let tally = Tally(4)
      pool.run(parts: 4) { tally.add($0) }
      #expect(tally.isOnceEach)
    }
    // One that never worked.
    for _ in 0..<50 { _ = WorkerPool(threads: 4) }
  }

  /// More threads than processors, and more parts than there are bits in a word.
  @Test func manyThreads() {
    let pool = WorkerPool(threads: 70)
    for parts in [2, 63, 64, 65, 70, 200] {
      for _ in 0..<20 {
        let tally = Tally(parts)
        pool.run(parts: parts) { tally.add($0) }
        #expect(tally.isOnceEach)
      }
    }
  }

  /// Work that comes again and again just when the threads have gone to sleep, or are about to.
  @Test func workAfterAPause() {
    let pool = WorkerPool(threads: 2)
    for microseconds in 0..<300 {
      usleep(UInt32(microseconds))
      let tally = Tally(2)
      pool.run(parts: 2) { tally.add($0) }
      #expect(tally.isOnceEach)
    }
  }

  @Test func theStandardSizeIsThatOfTheMachine() {
    #expect(WorkerPool.problem == nil)
    #expect((1...1024).contains(WorkerPool.standardThreadCount))
    #expect(WorkerPool().threadCount == WorkerPool.standardThreadCount)
  }

  @Test func thePoolOfOneComputesInOrder() {
    var order: [Int] = []
    WorkerPool.single.run(parts: 5) { order.append($0) }
    #expect(order == [0, 1, 2, 3, 4])
    WorkerPool.single.run(parts: -1) { _ in Issue.record("no part to compute") }
    #expect(WorkerPool.processorCount > 0)
  }
}
