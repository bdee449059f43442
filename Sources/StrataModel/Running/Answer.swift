/// What a model says of a sample, as people read it: the probability of each label, or numbers in the
/// targets' own units.
///
/// ```swift
/// let answer = try predictor.answer(["age": 41, "city": "Oslo"])
/// print(answer.label ?? "", answer.probability ?? 0)
/// ```
public struct Answer: Hashable, Sendable {
  /// A label and how likely it is.
  public struct Choice: Hashable, Sendable {
    /// The label.
    public let label: String
    /// From 0 to 1.
    public let probability: Float
  }

  /// The probability of each label, in the order of the labels, or the numbers, in the order of the
  /// targets.
  public let values: [Float]

  private let target: TargetPreparation?

  /// - Parameter outputs: What ``TargetPreparation/answer(_:_:)`` made of a sample.
  init(_ target: TargetPreparation?, _ outputs: [Float]) {
    self.target = target
    if case .classes(let classes) = target, outputs.count != classes.labels.count {
      // One output tells two classes apart.
      values = [1 - outputs[0], outputs[0]]
    } else {
      values = outputs
    }
  }

  /// What the values are called: the labels, or the names of the targets; `output_1`, `output_2`, … where
  /// the model does not say.
  public var names: [String] {
    switch target {
    case .classes(let classes): classes.labels
    case .numbers(let numbers): numbers.map(\.name)
    case nil: values.indices.map { "output_\($0 + 1)" }
    }
  }

  /// The labels, if the model knows some.
  private var labels: [String]? {
    if case .classes(let classes) = target { classes.labels } else { nil }
  }

  /// Where the likeliest label stands among the labels; of equal ones the first, a NaN only if there is
  /// nothing else. nil where the model gives numbers.
  public var labelIndex: Int? {
    guard labels != nil else { return nil }
    var best = 0
    for index in values.indices where rank(index) > rank(best) { best = index }
    return best
  }

  /// The likeliest label; nil where the model gives numbers.
  public var label: String? { labelIndex.flatMap { labels?[$0] } }

  /// The probability of the likeliest label; nil where the model gives numbers.
  public var probability: Float? { labelIndex.map { values[$0] } }

  /// The likeliest labels, the likeliest first, of equal ones the first; none where the model gives
  /// numbers.
  /// - Parameter count: How many at most.
  /// - Complexity: O(n log n) for n labels.
  public func top(_ count: Int) -> [Choice] {
    guard let labels else { return [] }
    let order = values.indices.sorted { a, b in
      rank(a) != rank(b) ? rank(a) > rank(b) : a < b
    }
    return order.prefix(max(count, 0)).map { Choice(label: labels[$0], probability: values[$0]) }
  }

  /// The probability of a label, or the number of a target; nil for a name that there is not.
  /// - Complexity: O(names).
  public subscript(_ name: String) -> Float? {
    let name = ExactText(name)
    return names.firstIndex { ExactText($0) == name }.map { values[$0] }
  }

  private func rank(_ index: Int) -> Float {
    values[index].isNaN ? -.infinity : values[index]
  }
}
