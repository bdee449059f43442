import Foundation
import Glibc
import Testing

/// A terminal without a screen (a pseudo-terminal, pty(7)): a run of modeltool has it in the place of a
/// person's, with a size, and what is typed on it reaches the run as it would from a keyboard: `^C` is
/// SIGINT.
final class Terminal {
  /// What a run has a terminal for.
  struct Window {
    var columns = 80
    var rows = 24
    /// Which of standard input (0), output (1) and error (2) are on it; the others are files.
    var streams: Set<Int32> = [2]
    /// What `TERM` says it is.
    var kind = "xterm-256color"
  }

  /// The file that the run opens.
  let name: String
  /// All that was written to it so far.
  private(set) var text: [UInt8] = []
  private let master: Int32

  init(_ window: Window) throws {
    // Nobody waits for what is not there yet.
    master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    try #require(master >= 0)
    // What unlockpt and ptsname do: Swift does not see them, nor these macros (Linux, tty_ioctl(4)).
    let (setLock, getNumber) = (UInt(0x4004_5431), UInt(0x8004_5430))
    var (unlocked, number) = (CInt(0), CInt(0))
    try #require(unsafe ioctl(master, setLock, &unlocked) == 0)
    try #require(unsafe ioctl(master, getNumber, &number) == 0)
    name = "/dev/pts/\(number)"
    try resize(columns: window.columns, rows: window.rows)
  }

  deinit { close(master) }

  /// Gives it another size, as somebody who drags the corner of a window.
  func resize(columns: Int, rows: Int) throws {
    var size = winsize()
    (size.ws_col, size.ws_row) = (UInt16(columns), UInt16(rows))
    try #require(unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// Takes what was written to it since the last time: the run would wait if nobody did.
  func read() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(master, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return }
      text += chunk[..<count]
    }
  }

  /// Types a text.
  func type(_ text: String) throws {
    let bytes = Array(text.utf8)
    let count = unsafe bytes.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
    try #require(count == bytes.count)
  }
}
