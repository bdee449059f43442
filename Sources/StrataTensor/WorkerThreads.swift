private import CStrataKernels
private import Glibc
private import Synchronization

/// The threads of a pool. They hold this and not the pool, so that the pool's end can stop them.
///
/// Work is taken share by share: share s of n is the parts s, s + n, s + 2n, …. A bit stands for each
/// share that nobody has taken, and the bits of a work are spread over the word, of which each thread
/// has its own stretch. Whoever clears a bit computes the share, and may read what the work is,
/// because its owner waits until all shares are done; whoever finds no bit touches nothing.
@safe final class WorkerThreads: @unchecked Sendable {
  /// What lies between two operations of a training step, more or less. Longer would show as
  /// use of the processor in a program that predicts now and then.
  private static let spinNanoseconds = 100_000

  /// How long to wait before sleeping: not at all where another thread needs the processor.
  private let spinNanoseconds: Int
  private var handles: [pthread_t] = []
  private let threadCount: UInt64
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
    threadCount = UInt64(count + 1)
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
    let shares = unsafe Self.shares(of: reference)
    unsafe work = unsafe reference
    unfinished.store(shares, ordering: .relaxed)
    let bits = (0..<shares).reduce(0 as UInt64) { $0 | 1 << UInt64($1 * Self.bitCount / shares) }
    available.store(bits, ordering: .sequentiallyConsistent)
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
    while let bit = takeBit(as: number), let work = unsafe work {
      let shares = unsafe Self.shares(of: work)
      let share = (bit * shares + Self.bitCount - 1) / Self.bitCount
      for part in stride(from: share, to: unsafe work.parts, by: shares) {
        unsafe work.compute(part)
      }
      if unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
        finished.notify()
      }
    }
  }

  private static let bitCount = UInt64.bitWidth

  private static func shares(of work: WorkReference) -> Int { unsafe min(work.parts, bitCount) }

  /// Takes the first that is left of a thread's own shares, or if they are gone, the last that is
  /// left of the others'.
  private func takeBit(as number: Int) -> Int? {
    var left = available.load(ordering: .relaxed)
    while left != 0 {
      let own = left & stretch(of: number)
      let bit = own != 0 ? own.trailingZeroBitCount : Self.bitCount - 1 - left.leadingZeroBitCount
      let (isTaken, now) = available.compareExchange(
        expected: left, desired: left & ~(1 << UInt64(bit)), ordering: .acquiring)
      if isTaken { return bit }
      left = now
    }
    return nil
  }

  /// A thread's own bits.
  private func stretch(of number: Int) -> UInt64 {
    func below(_ number: Int) -> UInt64 {
      let end = UInt64(number) * UInt64(Self.bitCount) / threadCount
      return end >= UInt64(Self.bitCount) ? .max : 1 << end - 1
    }
    return below(number + 1) & ~below(number)
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
