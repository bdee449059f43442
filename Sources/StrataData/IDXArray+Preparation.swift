public import StrataModel

extension IDXArray {
  /// What brings the elements into the range that networks learn well in: 8-bit pixels to 0…1, other
  /// numbers to mean 0 and deviation 1 over all elements.
  /// - Complexity: O(elements), read twice, in Double.
  public var standardizing: InputPreparation {
    if case .uint8 = elements { return .array(scale: 1 / 255, offset: 0) }
    let values = floats
    let count = Double(max(values.count, 1))
    var (sum, squares) = (0.0, 0.0)
    for value in values { sum += Double(value) }
    let mean = sum / count
    for value in values { squares += (Double(value) - mean) * (Double(value) - mean) }
    let deviation = (squares / count).squareRoot()
    guard deviation > 0, deviation.isFinite else { return .array(scale: 1, offset: 0) }
    return .array(scale: Float(1 / deviation), offset: Float(-mean / deviation))
  }
}
