public import StrataTensor

/// What turns the network's output into an answer, and right answers into what to train on.
///
/// Written as `{"classes": {…}}` or `{"numbers": [{…}]}`.
public enum TargetPreparation: Hashable, Sendable {
  /// One of some classes.
  case classes(ClassTarget)
  /// A number for each output, in the order of the outputs.
  case numbers([NumberTarget])

  /// The columns that hold the right answers; none for labels that came without a name.
  public var names: [String] {
    switch self {
    case .classes(let target): target.name.map { [$0] } ?? []
    case .numbers(let targets): targets.map(\.name)
    }
  }

  /// Refuses a network that gives another number of outputs than the target needs.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  public func check(outputs: Int) throws(PreparationError) {
    let expected: String
    switch self {
    case .classes(let target):
      if target.fits(outputs: outputs) { return }
      expected = "\(target.labels.count) outputs, one a class"
    case .numbers(let targets):
      if targets.count == outputs { return }
      expected = targets.count == 1 ? "1 output" : "\(targets.count) outputs, one a target"
    }
    throw .invalid(part: "network", expected: expected, got: "\(outputs)")
  }

  /// Makes a network's outputs into answers, in place: logits become probabilities, by the softmax of
  /// a row or the sigmoid of a single output, or of a logit; other numbers become y · deviation + mean, in the target's own
  /// units, computed in Double and rounded once.
  /// - Parameters:
  ///   - outputs: [rows, outputs].
  ///   - arithmetic: What to compute with.
  /// - Precondition: ``check(outputs:)`` takes the outputs' last axis.
  /// - Complexity: O(outputs); allocates nothing.
  public func answer(_ outputs: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>) {
    switch self {
    case .classes(let target):
      guard target.form == .logits else { return }
      if outputs.shape.columns == target.labels.count {
        arithmetic.softmaxRows(outputs.readOnly, into: outputs)
      } else {
        arithmetic.sigmoid(outputs.readOnly, into: outputs)
      }
    case .numbers(let targets):
      change(outputs, of: targets) { output, target in
        target.isLogit
          ? Double(Float.sigmoid(output)) : Double(output) * target.deviation + target.mean
      }
    }
  }

  /// Makes right answers into what the network is to give, in place: numbers t become
  /// (t − mean) / deviation, computed in Double and rounded once. Classes stay as they are.
  /// - Parameter values: [rows, targets], in the targets' own units.
  /// - Precondition: ``check(outputs:)`` takes the values' last axis.
  /// - Complexity: O(values); allocates nothing.
  public func scale(_ values: MutableTensorView<Float>) {
    guard case .numbers(let targets) = self else { return }
    change(values, of: targets) { (Double($0) - $1.mean) / $1.deviation }
  }

  private func change(
    _ values: MutableTensorView<Float>, of targets: [NumberTarget],
    _ function: (Float, NumberTarget) -> Double
  ) {
    let columns = values.shape.columns
    precondition(columns == targets.count, "\(columns) values for \(targets.count) targets")
    values.withMutableSpan { span in
      for (column, target) in targets.enumerated() {
        for index in stride(from: column, to: span.count, by: columns) {
          let value = Float(function(span[index], target))
          // All processors write the same NaN.
          span[index] = value.isNaN ? .nan : value
        }
      }
    }
  }

  /// Refuses what cannot be.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  func check() throws(PreparationError) {
    switch self {
    case .classes(let target): try target.check()
    case .numbers(let targets):
      guard !targets.isEmpty else {
        throw .invalid(part: "target", expected: "at least one number", got: "none")
      }
      for target in targets {
        try checkScale(
          "target \(quoted(target.name))", mean: target.mean, deviation: target.deviation)
        guard !target.isLogit || (target.mean == 0 && target.deviation == 1) else {
          throw .invalid(
            part: "target \(quoted(target.name))", expected: "a logit without a scale",
            got: "mean \(target.mean), deviation \(target.deviation)")
        }
      }
      if let name = ExactText.firstRepeated(in: targets.map(\.name)) {
        throw .invalid(
          part: "target", expected: "targets of different names", got: "\(quoted(name)) twice")
      }
    }
  }
}

extension TargetPreparation: Codable {
  private enum Keys: CodingKey { case classes, numbers }

  /// Reads a preparation and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    switch (container.contains(.classes), container.contains(.numbers)) {
    case (true, false):
      self = .classes(try container.decode(ClassTarget.self, forKey: .classes))
    case (false, true):
      self = .numbers(try container.decode([NumberTarget].self, forKey: .numbers))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container, debugDescription: "expected either classes or numbers")
    }
    try decoder.checked(check as () throws(PreparationError) -> Void)
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .classes(let target): try container.encode(target, forKey: .classes)
    case .numbers(let targets): try container.encode(targets, forKey: .numbers)
    }
  }
}
