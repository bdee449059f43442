/// Up to three numbers that an optimizer remembers of one weight, in the order of its slots; those
/// that it has no slot for are 0 and go nowhere.
@frozen public struct ElementMemory<Number: Real> {
  /// The first slot's number.
  public var first: Number
  /// The second slot's.
  public var second: Number
  /// The third slot's.
  public var third: Number

  /// Numbers of one weight.
  @inlinable public init(_ first: Number = 0, _ second: Number = 0, _ third: Number = 0) {
    self.first = first
    self.second = second
    self.third = third
  }
}
