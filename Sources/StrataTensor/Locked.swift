private import Glibc

/// A value that one thread at a time works on.
///
/// A POSIX mutex, because the thread sanitizer knows it: of the standard library's it sees no lock,
/// and reports a race where there is none.
@safe @usableFromInline package final class Locked<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  // Touched only by who holds the mutex; in memory of its own, because the access checks of a
  // class's variable would cost more than the lock.
  @usableFromInline let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

  /// A value behind a lock.
  package init(_ value: Value) {
    unsafe self.value.initialize(to: value)
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
  }

  /// Works on the value while no other thread does.
  @inlinable package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    lock()
    defer { unlock() }
    return unsafe body(&value.pointee)
  }

  @usableFromInline func lock() { unsafe pthread_mutex_lock(mutex) }
  @usableFromInline func unlock() { unsafe pthread_mutex_unlock(mutex) }
}
