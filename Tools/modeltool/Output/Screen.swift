import Glibc
import Synchronization

/// What a person looks at: whether it is there, how wide it is, whether it shows colours.
enum Screen {
  /// When colours are used.
  enum Color: String, CaseIterable {
    case auto, always, never
  }

  /// How a text stands out (ECMA-48, 5th edition, 8.3.117).
  enum Style: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"
  }

  /// Where a text goes.
  enum Stream: Int32 {
    case output = 1
    case errors = 2
  }

  private static let color = Mutex(Color.auto)

  /// Says when colours are used, before anything is written.
  static func use(_ choice: Color) { color.withLock { $0 = choice } }

  /// Whether a stream is a terminal.
  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.rawValue) == 1 }

  /// Whether a stream shows colours: as `--color` says, else on a terminal that is not dumb, unless
  /// `NO_COLOR` is set and not empty (no-color.org).
  static func hasColor(_ stream: Stream) -> Bool {
    switch color.withLock({ $0 }) {
    case .always: true
    case .never: false
    case .auto:
      isTerminal(stream) && variable("NO_COLOR", isSet: { !$0.isEmpty }) == nil
        && variable("TERM", isSet: { $0 == "dumb" }) == nil
    }
  }

  /// A text in a style, where the stream shows it.
  static func styled(_ text: String, _ styles: Style..., on stream: Stream = .output) -> String {
    guard hasColor(stream), !text.isEmpty else { return text }
    return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// The columns of a terminal, at least 20; nil where the stream is none: then lines are as long as
  /// they like.
  static func columns(_ stream: Stream = .output) -> Int? {
    guard isTerminal(stream) else { return nil }
    let size = size(stream)
    return size.ws_col > 0 ? max(20, Int(size.ws_col)) : 80
  }

  /// The lines of a terminal, at least 5; nil where the stream is none.
  static func rows(_ stream: Stream = .output) -> Int? {
    guard isTerminal(stream) else { return nil }
    let size = size(stream)
    return size.ws_row > 0 ? max(5, Int(size.ws_row)) : 24
  }

  /// What a terminal says of its size: 0 where it does not know.
  private static func size(_ stream: Stream) -> winsize {
    var size = winsize()
    // In range: the call fills the structure that it is handed.
    return unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 ? size : winsize()
  }

  /// The columns to draw in: the terminal's, else 80.
  static func width(_ stream: Stream = .output) -> Int { columns(stream) ?? 80 }

  private static func variable(_ name: String, isSet holds: (String) -> Bool) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return holds(text) ? text : nil
  }
}
