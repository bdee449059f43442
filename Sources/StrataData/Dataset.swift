public import StrataTensor

/// Samples and what they should give, in memory.
public struct Dataset: Hashable, Sendable {
  /// For each input of the network, [samples] + the shape of one.
  public let inputList: [Tensor<Float>]
  /// For each output of the network, as many targets as samples.
  public let targetList: [Targets]
  /// How much each sample counts, at least 0; nil if all count alike.
  public let weights: [Float]?

  /// Samples and what they should give, for a network of one input and one output.
  /// - Parameters:
  ///   - inputs: [samples] + the shape of one.
  ///   - targets: As many targets as samples.
  ///   - weights: How much each sample counts, at least 0 and not all 0; nil if all count alike.
  /// - Throws: ``DataError`` if the numbers differ, or one is not finite.
  /// - Complexity: O(numbers): each is looked at.
  public init(
    inputs: Tensor<Float>, targets: Targets, weights: [Float]? = nil
  ) throws(DataError) {
    try self.init(inputs: [inputs], targets: [targets], weights: weights)
  }

  /// Samples and what they should give, for a network of several inputs or outputs.
  /// - Parameters:
  ///   - inputs: For each input of the network, [samples] + the shape of one.
  ///   - targets: For each output, as many targets as samples.
  ///   - weights: As above.
  /// - Throws: ``DataError`` if the numbers differ, or one is not finite.
  /// - Complexity: O(numbers): each is looked at.
  public init(
    inputs: [Tensor<Float>], targets: [Targets], weights: [Float]? = nil
  ) throws(DataError) {
    guard let first = inputs.first, !targets.isEmpty else {
      throw .counts(inputs: inputs.count, targets: targets.count)
    }
    for input in inputs where input.rowCount != first.rowCount {
      throw .inputCounts(expected: first.rowCount, got: input.rowCount)
    }
    for target in targets where target.count != first.rowCount {
      throw .counts(inputs: first.rowCount, targets: target.count)
    }
    for input in inputs { try Self.checkFinite(input, "input") }
    for case .values(let values) in targets { try Self.checkFinite(values, "target") }
    if let weights { try Self.check(weights, count: first.rowCount) }
    inputList = inputs
    targetList = targets
    self.weights = weights
  }

  private init(unchecked inputs: [Tensor<Float>], _ targets: [Targets], _ weights: [Float]?) {
    inputList = inputs
    targetList = targets
    self.weights = weights
  }

  /// The first input's samples: all there is, for most networks.
  public var inputs: Tensor<Float> { inputList[0] }
  /// The first output's targets: all there is, for most networks.
  public var targets: Targets { targetList[0] }
  /// The number of samples.
  public var count: Int { inputList[0].rowCount }

  /// Some samples, in the order given.
  /// - Precondition: Every index is in `0..<count`.
  public func rows(_ indices: [Int]) -> Dataset {
    Dataset(
      unchecked: inputList.map { $0.rows(indices) }, targetList.map { $0.rows(indices) },
      weights.map { weights in indices.map { weights[$0] } })
  }

  private static func checkFinite(_ tensor: Tensor<Float>, _ what: String) throws(DataError) {
    // By the bits, whose largest needs no branch: of what is not finite the exponent is all ones.
    var largest: UInt32 = 0
    for element in tensor.elements { largest = max(largest, element.bitPattern & 0x7FFF_FFFF) }
    guard largest >= Float.infinity.bitPattern else { return }
    for (place, element) in tensor.elements.enumerated() where !element.isFinite {
      throw .notFinite(what, sample: place / max(tensor.rowLength, 1), value: element)
    }
  }

  private static func check(_ weights: [Float], count: Int) throws(DataError) {
    guard weights.count == count else {
      throw .weights(expected: "one for each of \(count) samples", got: "\(weights.count)")
    }
    if let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .weights(
        expected: "finite numbers of at least 0", got: "\(weights[sample]) at sample \(sample)")
    }
    guard weights.isEmpty || weights.contains(where: { $0 > 0 }) else {
      throw .weights(expected: "one over 0", got: "0 for every sample")
    }
  }
}
