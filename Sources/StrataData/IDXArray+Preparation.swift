public import StrataModel

extension IDXArray {
  /// What brings the elements into the range that networks learn well in: 8-bit pixels to 0…1, other
  /// numbers to mean 0 and deviation 1 over all elements.
  /// - Complexity: O(elements), read twice, in Double.
  public var standardizing: InputPreparation {
    if case .uint8 = elements { return .array(scale: 1 / 255, offset: 0) }
    return .standardizing(floats)
  }
}
