private import CStrataKernels
private import Glibc
private import Synchronization

/// Threads that share the parts of one piece of work with their caller.
///
/// Work is cut into parts whose results do not depend on who computes them, so a pool of any size
/// gives the same bits. Threads wait for the next work a moment without sleeping, and then sleep. Any
/// number of callers may use one pool: while one's work is under way, and inside a part, others
/// compute their parts themselves.
public final class WorkerPool: Sendable {
  private let threads: WorkerThreads
  private let isBusy = Atomic<Bool>(false)
  /// The number of threads that compute, the caller's included.
  public let threadCount: Int

  /// A pool that computes on the calling thread alone.
  public static let single = WorkerPool(threads: 1)

  /// A pool of `threads` threads, the caller's included; see ``standardThreadCount``.
  /// - Precondition: `threads > 0`.
  public init(threads count: Int = WorkerPool.standardThreadCount) {
    precondition(count > 0, "a pool of \(count) threads")
    threadCount = count
    threads = WorkerThreads(count - 1, spins: count <= Self.processorCount)
  }

  deinit { threads.stop() }

  /// The number of processors that this process may use.
  public static var processorCount: Int { Int(strata_usable_processors()) }

  /// As many threads as the environment variable `STRATA_THREADS` says, or else as there are
  /// processors that this process may use.
  public static var standardThreadCount: Int { requestedThreadCount ?? processorCount }

  /// What is wrong with the environment variable `STRATA_THREADS`, if it is no number of threads. It
  /// counts for nothing then.
  public static var problem: String? {
    guard let text = environment, requestedThreadCount == nil else { return nil }
    return "STRATA_THREADS: expected a whole number from 1 to \(mostThreads), got '\(text)'"
  }

  /// The most threads that the environment, or a tool, may ask for.
  public static let mostThreads = 1024

  private static var requestedThreadCount: Int? {
    guard let count = environment.flatMap({ Int($0) }), (1...mostThreads).contains(count) else {
      return nil
    }
    return count
  }

  private static var environment: String? {
    guard let text = unsafe getenv("STRATA_THREADS"), unsafe text.pointee != 0 else { return nil }
    return unsafe String(cString: text)
  }

  /// Elements below which sharing work costs more than it saves.
  private static let grain = 1 << 13

  /// The most parts that a thread takes of one piece of work: where threads run at unequal speeds,
  /// the faster one takes more.
  private static let mostPartsOfThread = 4

  /// Into how many parts to cut `count` independent pieces of `size` elements.
  func parts(of count: Int, size: Int) -> Int {
    if threadCount == 1 { return 1 }
    let grains = count * max(size, 1) / Self.grain
    let threads = min(threadCount, grains)
    guard threads > 1 else { return 1 }
    return min(count, threads * min(Self.mostPartsOfThread, max(1, grains / threads / 4)))
  }

  /// Computes `body(0)`, …, `body(parts - 1)`, each once, in any order, on any of the threads.
  ///
  /// Returns when all are done.
  public func run(parts: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { run(parts: parts, ClosureWork(body: $0)) }
  }

  /// Computes all parts of some work, each once, in any order, on any of the threads; allocates
  /// nothing.
  ///
  /// A thread that is there in time computes the part of its own number, so that it finds in its cache
  /// what it left there when the work before was cut alike.
  package func run<Work: SharedWork>(parts: Int, _ work: Work) {
    guard threadCount > 1, parts > 1, claim() else {
      for part in 0..<max(parts, 0) { work.compute(part, of: parts) }
      return
    }
    unsafe withUnsafePointer(to: work) { address in
      unsafe threads.run(WorkReference(address, parts: parts))
    }
    isBusy.store(false, ordering: .releasing)
  }

  private func claim() -> Bool {
    isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }
}
