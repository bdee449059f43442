import Glibc
import Strata
import StrataBytes
import Synchronization

/// Ctrl-C, `kill` and a terminal that is closed while something is trained: the first time is a request,
/// which whoever trains looks for after each step; the second time the process ends at once, and no file
/// is left half-written.
enum Interruption {
  private static let received = Atomic<Int32>(0)
  private static let isWatching = Atomic<Bool>(false)

  /// What somebody at a terminal reads while a long step or a validation comes to its end.
  private static let notice: StaticString =
    "\nstopping after this step; Ctrl-C again to stop at once\n"

  /// The signal that asked for an end, if one did.
  static var signal: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Begins to watch. A signal that whoever started the process chose to ignore (nohup) stays ignored.
  static func watch() {
    // Also makes these values before a handler may ask for them.
    guard signal == nil, !isWatching.exchange(true, ordering: .relaxed) else { return }
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var (old, new) = (sigaction(), sigaction())
      unsafe new.__sigaction_handler.sa_handler = { Interruption.take($0) }
      new.sa_flags = SA_RESTART
      unsafe sigaction(number, nil, &old)
      // SIG_IGN is the address 1 (Linux, asm-generic/signal-defs.h), which is no function to be called.
      let isIgnored = unsafe unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
      if !isIgnored { unsafe sigaction(number, &new, nil) }
    }
  }

  /// The handler: nothing here takes a lock or memory (signal-safety(7)).
  private static func take(_ number: Int32) {
    let code = errno
    guard received.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
    else {
      AtomicFile.removeUncommitted()
      _exit(128 + number)
    }
    if number == SIGINT, isatty(2) == 1 {
      // In range: the text is there for as long as the program, and has that many bytes.
      _ = unsafe write(2, notice.utf8Start, notice.utf8CodeUnitCount)
    }
    errno = code
  }
}

/// Stops a training after the step in which an end was asked for.
final class InterruptionWatch: Callback {
  func stepEnded(_ progress: TrainingProgress, _ trainer: Trainer) {
    if Interruption.signal != nil { trainer.stop() }
  }

  func epochEnded(_ progress: TrainingProgress, _ record: EpochRecord, _ trainer: Trainer) {
    if Interruption.signal != nil { trainer.stop() }
  }
}
