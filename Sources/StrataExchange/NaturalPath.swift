/// The path of a module as texts and numbers by turns, so that `layers.2` comes before `layers.10`.
struct NaturalPath: Comparable {
  private enum Part: Equatable {
    case text([UInt8])
    /// Digits without leading zeros: longer is larger.
    case number([UInt8])
  }

  private let parts: [Part]

  init(_ path: String) {
    var parts: [Part] = []
    var run: [UInt8] = []
    var isNumber = false
    func finish() {
      guard !run.isEmpty else { return }
      parts.append(isNumber ? .number(Array(run.drop { $0 == UInt8(ascii: "0") })) : .text(run))
      run = []
    }
    for byte in path.utf8 {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      if isDigit != isNumber {
        finish()
        isNumber = isDigit
      }
      run.append(byte)
    }
    finish()
    self.parts = parts
  }

  /// Whether the first difference to another path is one of numbers, so that the order means something.
  func isNumbered(like other: NaturalPath) -> Bool {
    for (a, b) in zip(parts, other.parts) where a != b {
      if case .number = a, case .number = b { return true }
      return false
    }
    return false
  }

  static func < (a: NaturalPath, b: NaturalPath) -> Bool {
    for (a, b) in zip(a.parts, b.parts) where a != b {
      switch (a, b) {
      case (.number(let a), .number(let b)):
        return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
      case (.text(let a), .text(let b)): return a.lexicographicallyPrecedes(b)
      case (.number, .text): return true
      case (.text, .number): return false
      }
    }
    return a.parts.count < b.parts.count
  }
}
