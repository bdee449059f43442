import Glibc

/// The signals that this service is told things by. They are blocked in all threads, and waited for.
@safe struct Signals {
  private var set = sigset_t()

  /// Call it before there are other threads: they inherit what is blocked.
  init() {
    unsafe sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, signal) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The next one.
  func next() -> Int32 {
    var set = set
    var number: Int32 = 0
    while unsafe sigwait(&set, &number) != 0 {}
    return number
  }
}
