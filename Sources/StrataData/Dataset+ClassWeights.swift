extension Dataset {
  /// Weights with which every class counts as much as any other, however many samples it has:
  /// samples / (classes · samples of the class), as scikit-learn's `balanced` (G. King and L. Zeng,
  /// "Logistic regression in rare events data", Political Analysis 9 (2), 2001). Their mean over the
  /// samples is 1.
  ///
  /// Take them of the data that is trained on, after it was split off, and hand them to the trainer as
  /// its state's class weights.
  /// - Parameter classes: How many classes there are; the first output's targets are their numbers.
  /// - Returns: A weight for each class, computed in Double and rounded once.
  /// - Throws: ``DataError/classWeights(expected:got:)`` for targets that are values, a number that is
  ///   no class, and a class without a sample, which no weight could make count.
  /// - Complexity: O(samples).
  public func balancedClassWeights(classes: Int) throws(DataError) -> [Float] {
    guard case .classes(let labels) = targets else {
      throw .classWeights(expected: "class numbers as targets", got: "values")
    }
    guard classes > 0 else {
      throw .classWeights(expected: "at least 1 class", got: "\(classes)")
    }
    var counts = [Int](repeating: 0, count: classes)
    for (sample, label) in labels.enumerated() {
      guard counts.indices.contains(Int(label)) else {
        throw .classWeights(
          expected: "class numbers from 0 to \(classes - 1)", got: "\(label) at sample \(sample)")
      }
      counts[Int(label)] += 1
    }
    if let missing = counts.firstIndex(of: 0) {
      throw .classWeights(
        expected: "a sample of each of \(classes) classes", got: "none of class \(missing)")
    }
    return counts.map { Float(Double(labels.count) / (Double(classes) * Double($0))) }
  }
}
