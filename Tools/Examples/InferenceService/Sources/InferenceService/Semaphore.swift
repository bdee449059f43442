import Glibc

/// Places, of which a thread takes one and gives it back.
@safe final class Semaphore: @unchecked Sendable {
  private let places = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init(_ count: Int) { unsafe sem_init(places, 0, UInt32(clamping: count)) }

  deinit {
    unsafe sem_destroy(places)
    unsafe places.deallocate()
  }

  func signal() { unsafe sem_post(places) }

  /// Takes a place, when there is one.
  /// - Returns: false if there was none until the deadline.
  func wait(until deadline: ContinuousClock.Instant) -> Bool {
    if unsafe sem_trywait(places) == 0 { return true }
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .zero else { return false }
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    let (seconds, attoseconds) = left.components
    let nanoseconds = Int64(time.tv_nsec) + attoseconds / 1_000_000_000
    time.tv_sec += Int(seconds + nanoseconds / 1_000_000_000)
    time.tv_nsec = Int(nanoseconds % 1_000_000_000)
    while unsafe sem_timedwait(places, &time) != 0 {
      guard errno == EINTR else { return false }
    }
    return true
  }
}
