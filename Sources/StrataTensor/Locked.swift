private import Glibc

/// A value that one thread at a time works on.
///
/// A POSIX mutex, because the thread sanitizer knows it: of the standard library's it sees no lock,
/// and reports a race where there is none.
@safe package final class Locked<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  // Touched only by who holds the mutex.
  private var value: Value

  /// A value behind a lock.
  package init(_ value: Value) {
    self.value = value
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Works on the value while no other thread does.
  package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
