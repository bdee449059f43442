import StrataTensor

extension Dataset {
  /// The samples in an order that the seed alone decides, each as likely.
  /// - Complexity: O(numbers copied).
  public func shuffled(seed: UInt64) -> Dataset {
    // A node of its own: no order of a training with the same seed.
    rows(SampleOrder.shuffled(count, RandomStream(seed: seed, purpose: .shuffling, node: 1)))
  }

  /// Keeps a share of the samples apart, chosen by the seed alone; both parts stay in order.
  ///
  /// Stratified, each class has the same share in both parts, to within one sample: the validation
  /// part's samples are given out to the classes by their size, what is left over to the largest
  /// remainders, of equal ones to the smaller class number. A class of few samples may so be missing
  /// from a part. Targets that are values are split without regard to them.
  /// - Parameters:
  ///   - fraction: The share to keep for validation, from 0 up to below 1.
  ///   - seed: What the choice depends on.
  ///   - stratified: Whether the classes of the first output keep their shares.
  /// - Throws: ``DataError/split(fraction:count:)`` if a part would be empty.
  /// - Complexity: O(numbers copied).
  public func split(
    validation fraction: Double, seed: UInt64, stratified: Bool = false
  ) throws(DataError) -> (training: Dataset, validation: Dataset) {
    let kept = fraction >= 0 && fraction < 1 ? Int((Double(count) * fraction).rounded()) : 0
    guard kept > 0, kept < count else { throw .split(fraction: fraction, count: count) }
    let order = SampleOrder.shuffled(count, RandomStream(seed: seed, purpose: .splitting))
    guard stratified, case .classes(let labels) = targets else {
      return (rows(order[kept...].sorted()), rows(order[..<kept].sorted()))
    }
    var places = Self.shares(of: labels, kept: kept)
    var (training, validation): ([Int], [Int]) = ([], [])
    for sample in order {
      if let left = places[labels[sample]], left > 0 {
        places[labels[sample]] = left - 1
        validation.append(sample)
      } else {
        training.append(sample)
      }
    }
    return (rows(training.sorted()), rows(validation.sorted()))
  }

  /// How many samples of each class a part of `kept` samples has.
  private static func shares(of labels: [Int32], kept: Int) -> [Int32: Int] {
    let counts = labels.reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
    var shares: [Int32: Int] = [:]
    var remainders: [(label: Int32, part: UInt)] = []
    for (label, count) in counts {
      // In whole numbers, of any size.
      let (share, rest) = UInt(labels.count).dividingFullWidth(
        UInt(count).multipliedFullWidth(by: UInt(kept)))
      shares[label] = Int(share)
      remainders.append((label, rest))
    }
    remainders.sort { $0.part != $1.part ? $0.part > $1.part : $0.label < $1.label }
    let left = kept - shares.values.reduce(0, +)
    for (label, _) in remainders.prefix(left) { shares[label, default: 0] += 1 }
    return shares
  }

  /// Cuts the samples into parts of equal size, to within one sample, for cross-validation: each part
  /// is the validation data once, and the others together are the training data.
  ///
  /// ```swift
  /// for (training, validation) in try data.folds(5, seed: 1, stratified: true) { … }
  /// ```
  /// - Parameters:
  ///   - count: How many parts: 2 or more, at most as many as samples.
  ///   - seed: What the choice depends on.
  ///   - stratified: Whether each part has as many samples of each class of the first output, to
  ///     within one; targets that are values are cut without regard to them.
  /// - Throws: ``DataError/folds(_:count:)``.
  /// - Complexity: O(samples); a part's numbers are copied when it is asked for.
  public func folds(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DataError) -> Folds {
    guard count >= 2, count <= self.count else { throw .folds(count, count: self.count) }
    // A node of its own: not the choice of `split`.
    var order = SampleOrder.shuffled(
      self.count, RandomStream(seed: seed, purpose: .splitting, node: 1))
    if stratified, case .classes(let labels) = targets {
      // Class by class, each in its random order; dealt out one after the other.
      let places = order.enumerated().sorted { a, b in
        let (x, y) = (labels[a.element], labels[b.element])
        return x != y ? x < y : a.offset < b.offset
      }
      order = places.map(\.element)
    }
    var parts = [[Int]](repeating: [], count: count)
    for (place, sample) in order.enumerated() { parts[place % count].append(sample) }
    return Folds(self, parts.map { $0.sorted() })
  }
}
