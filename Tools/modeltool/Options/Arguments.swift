import Strata

/// The words of a command line, sorted into operands and options.
struct Arguments {
  /// Words that belong to no option.
  let operands: [String]
  /// The options in the order in which they were given; nil is the value of a flag.
  let given: [(name: String, value: String?)]
  private let values: [String: String]
  /// The values of options that may be given more than once.
  private let repeated: [String: [String]]
  private let flags: Set<String>

  /// Sorts words by what a command takes.
  /// - Throws: ``UsageError`` for an unknown option, one given twice, one without its value.
  init(_ words: [String], _ specs: [OptionSpec]) throws(UsageError) {
    var operands: [String] = []
    var values: [String: String] = [:]
    var repeated: [String: [String]] = [:]
    var flags: Set<String> = []
    var given: [(name: String, value: String?)] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let called = String(parts[0])
      guard let spec = specs.first(where: { $0.isCalled(called) }) else {
        throw UsageError("unknown option '\(called)'" + Self.suggestion(for: called, specs))
      }
      let name = spec.name
      guard values[name] == nil, !flags.contains(name) else {
        throw UsageError("\(name): given twice")
      }
      if spec.value == nil {
        guard parts.count == 1 else {
          throw UsageError("\(name): expected no value, got '\(parts[1])'")
        }
        flags.insert(name)
        given.append((name, nil))
      } else {
        let value: String
        if parts.count == 2 {
          value = String(parts[1])
        } else if let alone = spec.alone, rest.first.flatMap({ Int($0) }) == nil {
          value = alone
        } else {
          value = rest.popFirst() ?? ""
        }
        guard !value.isEmpty, parts.count == 2 || !value.hasPrefix("--") else {
          throw UsageError("\(name): expected \(spec.value ?? "a value"), got nothing")
        }
        if spec.repeats { repeated[name, default: []].append(value) } else { values[name] = value }
        given.append((name, value))
      }
    }
    self.operands = operands
    self.given = given
    self.values = values
    self.repeated = repeated
    self.flags = flags
  }

  /// Whether a flag was given.
  func has(_ name: String) -> Bool {
    flags.contains(name) || values[name] != nil || repeated[name] != nil
  }

  /// An option's value as it was given.
  func string(_ name: String) -> String? { values[name] }

  /// The values of an option that may be given more than once, in order.
  func strings(_ name: String) -> [String] { repeated[name] ?? [] }

  /// An option's value that must be there.
  /// - Throws: ``UsageError``.
  func required(_ name: String) throws(UsageError) -> String {
    guard let value = values[name] else { throw UsageError("\(name) is missing") }
    return value
  }

  /// A whole number.
  /// - Throws: ``UsageError`` for anything else, and for one out of range.
  func integer(
    _ name: String, atLeast least: Int, atMost most: Int = .max
  ) throws(UsageError) -> Int? {
    guard let text = values[name] else { return nil }
    guard let value = Int(text), value >= least, value <= most else {
      throw UsageError(
        "\(name): expected a whole number \(Self.range(least, most)), got '\(text)'")
    }
    return value
  }

  private static func range(_ least: Int, _ most: Int) -> String {
    "from \(least) " + (most == .max ? "on" : "to \(most)")
  }

  /// The threads to compute on: those asked for, or as many as the machine has for this process.
  /// - Throws: ``UsageError`` for a number out of range.
  func threads() throws(UsageError) -> Int {
    try integer("--threads", atLeast: 1, atMost: WorkerPool.mostThreads)
      ?? WorkerPool.standardThreadCount
  }

  /// A whole number that seeds random numbers.
  /// - Throws: ``UsageError`` for anything else.
  func seed() throws(UsageError) -> UInt64? {
    guard let text = values["--seed"] else { return nil }
    guard let value = UInt64(text) else {
      throw UsageError("--seed: expected a whole number from 0 on, got '\(text)'")
    }
    return value
  }

  /// A number for which a condition holds.
  /// - Throws: ``UsageError`` for anything else.
  func number(
    _ name: String, _ expected: String, where holds: (Double) -> Bool
  ) throws(UsageError) -> Double? {
    guard let text = values[name] else { return nil }
    guard let value = Double(text), value.isFinite, holds(value) else {
      throw UsageError("\(name): expected \(expected), got '\(text)'")
    }
    return value
  }

  /// One of some words.
  /// - Throws: ``UsageError`` for any other.
  func choice(_ name: String, of words: [String]) throws(UsageError) -> String? {
    guard let text = values[name] else { return nil }
    guard words.contains(text) else {
      let last = words.last ?? ""
      let list = words.dropLast().joined(separator: ", ") + " or " + last
      throw UsageError("\(name): expected \(list), got '\(text)'")
    }
    return text
  }

  /// Words separated by commas; in double quotes a word may hold commas.
  /// - Throws: ``UsageError`` for an empty one.
  func list(_ name: String) throws(UsageError) -> [String]? {
    guard let text = values[name] else { return nil }
    var words = [""]
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: words.append("")
      default: words[words.count - 1].append(character)
      }
    }
    guard !words.contains(""), !isQuoted else {
      throw UsageError("\(name): expected words separated by commas, got '\(text)'")
    }
    return words
  }

  /// Whole numbers separated by commas.
  /// - Throws: ``UsageError`` for anything else, and for one out of range.
  func integers(
    _ name: String, atLeast least: Int, atMost most: Int = .max
  ) throws(UsageError) -> [Int]? {
    guard let words = try list(name) else { return nil }
    var numbers: [Int] = []
    for word in words {
      guard let number = Int(word), number >= least, number <= most else {
        throw UsageError(
          "\(name): expected whole numbers \(Self.range(least, most)), got '\(word)'")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The only operand.
  /// - Throws: ``UsageError`` for none or more than one.
  func operand(_ what: String) throws(UsageError) -> String {
    guard let first = operands.first, !first.isEmpty else {
      throw UsageError("\(what) is missing")
    }
    guard operands.count == 1 else {
      throw UsageError("expected one \(what), got '\(operands[1])' too")
    }
    return first
  }

  /// The first operand, and those behind it.
  /// - Throws: ``UsageError`` for none, and for an empty one.
  func leadingOperand(_ what: String) throws(UsageError) -> (first: String, rest: [String]) {
    guard let first = operands.first, !first.isEmpty else {
      throw UsageError("\(what) is missing")
    }
    guard !operands.contains("") else { throw UsageError("expected FILE, got an empty name") }
    return (first, Array(operands.dropFirst()))
  }

  /// The two operands.
  /// - Throws: ``UsageError`` for fewer or more.
  func operands(_ first: String, _ second: String) throws(UsageError) -> (String, String) {
    guard operands.count >= 2, !operands[0].isEmpty, !operands[1].isEmpty else {
      throw UsageError("\(operands.isEmpty ? first : second) is missing")
    }
    guard operands.count == 2 else { throw UsageError("unexpected '\(operands[2])'") }
    return (operands[0], operands[1])
  }

  /// Refuses operands.
  /// - Throws: ``UsageError``.
  func noOperands() throws(UsageError) {
    if let first = operands.first { throw UsageError("unexpected '\(first)'") }
  }

  private static func suggestion(for name: String, _ specs: [OptionSpec]) -> String {
    let best = specs.map { ($0.name, distance(name, $0.name)) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= 3 else { return "" }
    return "; did you mean '\(best.0)'?"
  }

  /// How many letters must be added, dropped or changed (V. Levenshtein, 1966).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let changed = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
