/// Pairs of training and validation data for cross-validation, made by
/// ``Dataset/folds(_:seed:stratified:)``. Each part's samples stay in order.
public struct Folds: RandomAccessCollection, Sendable {
  private let data: Dataset
  /// The samples of each validation part, in order.
  private let parts: [[Int]]

  init(_ data: Dataset, _ parts: [[Int]]) {
    self.data = data
    self.parts = parts
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of pairs.
  public var endIndex: Int { parts.count }

  /// One part as validation data, and all others as training data.
  /// - Precondition: The place is one of `indices`.
  /// - Complexity: O(numbers copied).
  public subscript(place: Int) -> (training: Dataset, validation: Dataset) {
    let rows = rows(place)
    return (data.rows(rows.training), data.rows(rows.validation))
  }

  /// Which samples the two parts of a pair are, in order: for what must be learned from the training
  /// part alone, such as a preparation.
  /// - Precondition: The place is one of `indices`.
  /// - Complexity: O(samples).
  public func rows(_ place: Int) -> (training: [Int], validation: [Int]) {
    var isKept = [Bool](repeating: false, count: data.count)
    for sample in parts[place] { isKept[sample] = true }
    return ((0..<data.count).filter { !isKept[$0] }, parts[place])
  }
}
