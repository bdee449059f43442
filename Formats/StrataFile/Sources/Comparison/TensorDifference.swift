/// A tensor that two files do not have in common.
public struct TensorDifference: Sendable {
  /// Its name.
  public var name: String { (old ?? new)?.name ?? "" }
  /// What the old file says of it; nil if it was added.
  public let old: TensorInfo?
  /// What the new file says of it; nil if it was removed.
  public let new: TensorInfo?
  /// How far the elements are apart; nil where there are not as many in the same shape, where a file's
  /// elements cannot be read by this program, and where they are the same to the last bit.
  public let elements: ElementDifference?

  /// Whether the elements are the same to the last bit: a role differs, then.
  public var isEqualInBits: Bool {
    guard let old, let new else { return false }
    return old.dtype == new.dtype && old.dimensions == new.dimensions && old.digest == new.digest
  }
}
