public import StrataTensor

/// A target that is one of some classes.
///
/// Written as `{"name": "species", "labels": ["cat", "dog"], "form": "logits"}`; the name is left out
/// where the labels came without one.
public struct ClassTarget: Hashable, Sendable {
  /// What the network's outputs are.
  public enum Form: String, Codable, Hashable, Sendable {
    /// Any numbers: a softmax, or a sigmoid for a single output, makes them probabilities.
    case logits
    /// Probabilities already.
    case probabilities
  }

  /// The column that holds the right answer, if there is one.
  public let name: String?
  /// What the classes are called, in the order of their numbers.
  public let labels: [String]
  /// What the network's outputs are.
  public var form: Form

  /// A target that is one of some classes.
  public init(name: String? = nil, labels: [String], form: Form = .logits) {
    self.name = name
    self.labels = labels
    self.form = form
  }

  /// Whether a network with that many outputs tells these classes apart: one output a class, or a
  /// single one for two, which is then the probability of `labels[1]`.
  public func fits(outputs: Int) -> Bool {
    outputs == labels.count || (outputs == 1 && labels.count == 2)
  }

  /// The likeliest classes of a row of probabilities.
  /// - Parameters:
  ///   - count: How many at most; all there are if more.
  ///   - answer: What ``TargetPreparation/answer(_:_:)`` made: [rows, outputs].
  ///   - row: Which row.
  /// - Returns: Labels with their probabilities, the likeliest first; of equal ones, the class with
  ///   the lower number first, and a NaN last.
  /// - Precondition: `fits(outputs: answer.shape.columns)`, and the row is one of the answer's.
  /// - Complexity: O(n log n) for n classes.
  public func top(
    _ count: Int, of answer: TensorView<Float>, row: Int
  ) -> [(label: String, probability: Float)] {
    let all = probabilities(of: answer, row: row)
    let ranks = all.map { $0.isNaN ? -Float.infinity : $0 }
    let order = all.indices.sorted { a, b in
      ranks[a] != ranks[b] ? ranks[a] > ranks[b] : a < b
    }
    return order.prefix(max(count, 0)).map { (labels[$0], all[$0]) }
  }

  /// The likeliest class of a row of probabilities: the first that ``top(_:of:row:)`` gives.
  /// - Parameters:
  ///   - answer: What ``TargetPreparation/answer(_:_:)`` made: [rows, outputs].
  ///   - row: Which row.
  /// - Precondition: `fits(outputs: answer.shape.columns)`, and the row is one of the answer's.
  /// - Complexity: O(n) for n classes; allocates nothing.
  public func best(
    of answer: TensorView<Float>, row: Int
  ) -> (label: String, probability: Float) {
    let columns = answer.shape.columns
    precondition(fits(outputs: columns), "\(columns) outputs for \(labels.count) classes")
    guard columns == labels.count else {
      let second = answer[row]
      return second > 1 - second ? (labels[1], second) : (labels[0], 1 - second)
    }
    var best = 0
    func rank(_ column: Int) -> Float {
      let probability = answer[row * columns + column]
      return probability.isNaN ? -.infinity : probability
    }
    for column in 1..<columns where rank(column) > rank(best) { best = column }
    return (labels[best], answer[row * columns + best])
  }

  /// The probability of each class in a row, in the order of the labels.
  /// - Parameters:
  ///   - answer: What ``TargetPreparation/answer(_:_:)`` made: [rows, outputs].
  ///   - row: Which row.
  /// - Precondition: `fits(outputs: answer.shape.columns)`, and the row is one of the answer's.
  public func probabilities(of answer: TensorView<Float>, row: Int) -> [Float] {
    let columns = answer.shape.columns
    precondition(fits(outputs: columns), "\(columns) outputs for \(labels.count) classes")
    guard columns == labels.count else { return [1 - answer[row], answer[row]] }
    return (0..<columns).map { answer[row * columns + $0] }
  }

  /// Refuses what cannot be.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  package func check() throws(PreparationError) {
    let part = name.map { "target \(quoted($0))" } ?? "target"
    guard labels.count >= 2 else {
      throw .invalid(
        part: part, expected: "at least 2 classes",
        got: labels.first.map { "only \(quoted($0))" } ?? "none")
    }
    if let label = ExactText.firstRepeated(in: labels) {
      throw .invalid(part: part, expected: "different labels", got: "\(quoted(label)) twice")
    }
  }
}

extension ClassTarget: Codable {
  /// Reads a target and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decodeIfPresent(String.self, forKey: .name),
      labels: try container.decode([String].self, forKey: .labels),
      form: try container.decode(Form.self, forKey: .form))
    try decoder.checked(check)
  }
}
