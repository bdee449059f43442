import StrataBytes
public import StrataFile

/// What became of each tensor of a file and each parameter of a model.
public struct ImportReport: Sendable, CustomStringConvertible {
  /// A tensor and the parameter that it is for.
  public struct Pair: Sendable, Equatable {
    /// The tensor's name in the file.
    public let theirs: String
    /// How its elements are stored there.
    public let dtype: StoredDType
    /// Its dimensions there.
    public let dimensions: [Int]
    /// The parameter's name in the model.
    public let ours: String
    /// The parameter's dimensions.
    public let expected: [Int]
    /// Whether rows and columns are exchanged on the way.
    public let isTransposed: Bool
  }

  /// What errors call the file.
  public let file: String
  /// How the file's tensors lie; nil where it makes no difference.
  public internal(set) var layout: WeightLayout?
  /// What tells the layout.
  public internal(set) var layoutReason = ""
  /// Tensors that fit their parameter, in the order of the model.
  public internal(set) var matched: [Pair] = []
  /// Tensors whose shape differs from their parameter's.
  public internal(set) var misshapen: [Pair] = []
  /// Parameters that no tensor is for.
  public internal(set) var missing: [(name: String, dimensions: [Int])] = []
  /// Tensors that are for no parameter, in the order of the file.
  public internal(set) var unused: [String] = []
  /// What else stands in the way, a sentence each: rules and names that fit more than one.
  public internal(set) var problems: [String] = []

  init(file: String) { self.file = file }

  /// Whether every parameter has its tensor and nothing stands in the way. Tensors may be left over.
  public var isComplete: Bool { misshapen.isEmpty && missing.isEmpty && problems.isEmpty }

  /// The first things that are wrong, on one line.
  public var summary: String {
    var faults = problems.map(\.printable)
    faults += misshapen.map { "\(Self.line($0)): the shape differs" }
    let names = missing.map { "'\($0.name.printable)' \($0.dimensions)" }
    if let first = names.first {
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      faults.append(
        names.count == 1
          ? "nothing is for \(first)"
          : "nothing is for \(names.prefix(3).joined(separator: ", "))\(more)")
    }
    let shown = faults.prefix(3).joined(separator: "; ")
    let more = faults.count > 3 ? "; and \(faults.count - 3) more" : ""
    return "\(file.printable): " + (faults.isEmpty ? "fits the model" : shown + more)
  }

  /// All of it, a line each.
  public var description: String {
    var lines: [String] = []
    if let layout {
      let lie = layout == .pytorch ? "[outputs, inputs]" : "[inputs, outputs]"
      lines.append("layout     \(layout.rawValue), dense weights \(lie): \(layoutReason)")
    }
    func list(_ head: String, _ entries: [String]) {
      guard !entries.isEmpty else { return }
      lines.append("\(head) \(entries.count)")
      lines += entries.map { "  \($0)" }
    }
    list("matched   ", matched.map(Self.line))
    list("misshapen ", misshapen.map(Self.line))
    list("missing   ", missing.map { "\($0.name.printable) \($0.dimensions)" })
    list("unused    ", unused.map(\.printable))
    list("problems  ", problems.map(\.printable))
    return lines.map { $0 + "\n" }.joined()
  }

  /// `fc1.weight F32 [3, 4] → dense1.weight [4, 3], transposed`.
  private static func line(_ pair: Pair) -> String {
    "\(pair.theirs.printable) \(pair.dtype) \(pair.dimensions) → \(pair.ours) \(pair.expected)"
      + (pair.isTransposed ? ", transposed" : "")
  }
}
