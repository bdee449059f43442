private import CStrataKernels
private import Glibc
private import Synchronization

/// Threads that share the parts of one piece of work with their caller.
///
/// Work is cut into parts whose results do not depend on who computes them, so a pool of any size
/// gives the same bits. Idle threads sleep. Any number of callers may use one pool: while one's
/// work is under way, and inside a part, others compute their parts themselves.
public final class WorkerPool: Sendable {
  private let shared: Shared
  /// The number of threads that compute, the caller's included.
  public let threadCount: Int

  /// A pool that computes on the calling thread alone.
  public static let single = WorkerPool(threads: 1)

  /// A pool of `threads` threads, the caller's included.
  /// - Precondition: `threads > 0`.
  public init(threads: Int) {
    precondition(threads > 0, "a pool of \(threads) threads")
    threadCount = threads
    shared = Shared()
    for _ in 1..<threads { shared.startThread() }
  }

  deinit { shared.stop() }

  /// The number of processors that are online.
  public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Elements below which sharing work costs more than it saves.
  private static let grain = 1 << 14

  /// How many threads should share `count` independent pieces of `size` elements.
  func parts(of count: Int, size: Int) -> Int {
    if threadCount == 1 { return 1 }
    return min(threadCount, max(1, count * max(size, 1) / Self.grain), max(count, 1))
  }

  /// Computes `body(0)`, …, `body(parts - 1)`, each once, in any order, on any of the threads.
  ///
  /// Returns when all are done.
  public func run(parts: Int, _ body: (Int) -> Void) {
    guard threadCount > 1, parts > 1, shared.claim() else {
      for part in 0..<max(parts, 0) { body(part) }
      return
    }
    withoutActuallyEscaping(body) { shared.run(parts: parts, $0) }
    shared.release()
  }
}

/// What the pool's threads and its callers share. The threads hold this and not the pool, so that
/// the pool's end can stop them.
@safe private final class Shared: @unchecked Sendable {
  /// Spins before a thread sleeps: some tens of microseconds, more than lies between two layers'
  /// products, and less than it costs to notice.
  private static let spins = 100_000

  // Guarded by `mutex`, except where read as a hint through the atomics.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let idle = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []
  private var body: ((Int) -> Void)?
  private var stopping = false

  private let busy = Atomic<Bool>(false)
  private let generation = Atomic<Int>(0)
  private let parts = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let active = Atomic<Int>(0)

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(wake, nil)
    unsafe pthread_cond_init(idle, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(wake)
    unsafe pthread_cond_destroy(idle)
    unsafe mutex.deallocate()
    unsafe wake.deallocate()
    unsafe idle.deallocate()
  }

  func claim() -> Bool {
    busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func release() { busy.store(false, ordering: .releasing) }

  func startThread() {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    let failure = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Shared>.fromOpaque(context).takeRetainedValue().work()
        return nil
      }, context)
    if failure == 0 {
      threads.append(thread)
    } else {
      // The caller computes alone what the missing thread would have shared.
      unsafe Unmanaged<Shared>.fromOpaque(context).release()
    }
  }

  func run(parts count: Int, _ work: @escaping (Int) -> Void) {
    unsafe pthread_mutex_lock(mutex)
    body = work
    parts.store(count, ordering: .relaxed)
    next.store(0, ordering: .relaxed)
    active.store(threads.count, ordering: .relaxed)
    generation.add(1, ordering: .releasing)
    unsafe pthread_cond_broadcast(wake)
    unsafe pthread_mutex_unlock(mutex)

    takeParts()

    // Every thread passes through each generation, so that none can come late into the next one.
    spin { active.load(ordering: .acquiring) > 0 }
    unsafe pthread_mutex_lock(mutex)
    while active.load(ordering: .acquiring) > 0 { unsafe pthread_cond_wait(idle, mutex) }
    body = nil
    unsafe pthread_mutex_unlock(mutex)
  }

  func stop() {
    unsafe pthread_mutex_lock(mutex)
    stopping = true
    generation.add(1, ordering: .releasing)
    unsafe pthread_cond_broadcast(wake)
    unsafe pthread_mutex_unlock(mutex)
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  /// Never inlined: the closure must be let go of before this thread is counted as done, because
  /// it lives on its caller's stack.
  @inline(never) private func takeParts() {
    guard let work = body else { return }
    let count = parts.load(ordering: .relaxed)
    while true {
      let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard part < count else { return }
      work(part)
    }
  }

  private func work() {
    // For good: this thread computes for nobody else.
    _ = strata_fp_pin()
    var seen = 0
    while true {
      spin { generation.load(ordering: .acquiring) == seen }
      unsafe pthread_mutex_lock(mutex)
      while generation.load(ordering: .acquiring) == seen { unsafe pthread_cond_wait(wake, mutex) }
      seen = generation.load(ordering: .acquiring)
      let ends = stopping
      unsafe pthread_mutex_unlock(mutex)
      if ends { return }
      takeParts()
      if active.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
        unsafe pthread_mutex_lock(mutex)
        unsafe pthread_cond_signal(idle)
        unsafe pthread_mutex_unlock(mutex)
      }
    }
  }

  /// Waits a moment without sleeping, no longer than the condition holds.
  private func spin(while condition: () -> Bool) {
    var left = Self.spins
    while left > 0, condition() { left -= 1 }
  }
}
