private import CStrataKernels
private import Glibc
private import Synchronization

/// The threads of a pool. They hold this and not the pool, so that the pool's end can stop them.
///
/// Work is taken share by share: share s is the parts s, s + 64, s + 128, …. A bit stands for each
/// share that nobody has taken. Whoever clears a bit computes the share, and may read what the work
/// is, because its owner waits until all shares are done; whoever finds no bit touches nothing.
@safe final class WorkerThreads: @unchecked Sendable {
  /// What lies between two operations of a training step, more or less. Longer would show as
  /// use of the processor in a program that predicts now and then.
  private static let spinNanoseconds = 100_000

  /// How long to wait before sleeping: not at all where another thread needs the processor.
  private let spinNanoseconds: Int
  private var handles: [pthread_t] = []
  // Written while no share is there to be taken.
  private var work: WorkReference?
  private let available = Atomic<UInt64>(0)
  private let unfinished = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  private let wake = Parking()
  private let finished = Parking()

  /// Starts threads.
  init(_ count: Int, spins: Bool) {
    spinNanoseconds = spins ? Self.spinNanoseconds : 0
    for number in 0..<count { start(number + 1) }
  }

  private final class Start {
    let threads: WorkerThreads
    let number: Int

    init(_ threads: WorkerThreads, _ number: Int) {
      self.threads = threads
      self.number = number
    }
  }

  private func start(_ number: Int) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Start(self, number)).toOpaque()
    let failure = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        start.threads.serve(as: start.number)
        return nil
      }, context)
    if failure == 0 {
      handles.append(thread)
    } else {
      // The others compute what the missing thread would have computed.
      unsafe Unmanaged<Start>.fromOpaque(context).release()
    }
  }

  /// Ends all threads, which have nothing to do.
  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    wake.notify()
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }

  /// Computes some work together with the threads. One caller at a time.
  func run(_ reference: WorkReference) {
    let shares = unsafe min(reference.parts, UInt64.bitWidth)
    unsafe work = unsafe reference
    unfinished.store(shares, ordering: .relaxed)
    available.store(UInt64.max >> (UInt64.bitWidth - shares), ordering: .sequentiallyConsistent)
    wake.notify()
    takeShares(as: 0)
    finished.wait(nanoseconds: spinNanoseconds) {
      unfinished.load(ordering: .sequentiallyConsistent) == 0
    }
    unsafe work = nil
  }

  private func serve(as number: Int) {
    // For good: this thread computes for nobody else.
    _ = strata_fp_pin()
    while !isStopping.load(ordering: .relaxed) {
      takeShares(as: number)
      wake.wait(nanoseconds: spinNanoseconds) {
        available.load(ordering: .sequentiallyConsistent) != 0
          || isStopping.load(ordering: .sequentiallyConsistent)
      }
    }
  }

  private func takeShares(as number: Int) {
    while let share = takeShare(number), let work = unsafe work {
      for part in stride(from: share, to: unsafe work.parts, by: UInt64.bitWidth) {
        unsafe work.compute(part)
      }
      if unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
        finished.notify()
      }
    }
  }

  /// Takes the share of a number, or if that is gone, the first that is left.
  private func takeShare(_ number: Int) -> Int? {
    var left = available.load(ordering: .relaxed)
    while left != 0 {
      let own = UInt64(1) << UInt64(number % UInt64.bitWidth)
      let bit = left & own != 0 ? own : left & (0 &- left)
      let (isTaken, now) = available.compareExchange(
        expected: left, desired: left & ~bit, ordering: .acquiring)
      if isTaken { return bit.trailingZeroBitCount }
      left = now
    }
    return nil
  }
}

/// Where threads wait until a condition holds: a moment without sleeping, then asleep.
///
/// The condition must read, and whoever makes it true must write, sequentially consistent atomics:
/// then either the one who waits sees the change or the one who notifies sees that somebody waits.
@safe private final class Parking: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let sleepers = Atomic<Int>(0)

  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(changed)
    unsafe mutex.deallocate()
    unsafe changed.deallocate()
  }

  /// Returns when the condition holds.
  func wait(nanoseconds: Int, until condition: () -> Bool) {
    if spin(nanoseconds, until: condition) { return }
    unsafe pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !condition() { unsafe pthread_cond_wait(changed, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Wakes all who sleep, so that they look at the condition again.
  func notify() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    unsafe pthread_mutex_lock(mutex)
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(mutex)
  }

  private func spin(_ nanoseconds: Int, until condition: () -> Bool) -> Bool {
    if condition() { return true }
    guard nanoseconds > 0 else { return false }
    let end = Self.now + nanoseconds
    while Self.now < end {
      // Asking for the time costs more than asking for the condition.
      for _ in 0..<16 {
        if condition() { return true }
        strata_pause()
      }
    }
    return false
  }

  private static var now: Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
