internal import StrataJSON

extension JSONValue {
  /// Whether a reader takes both for the same: numbers may be spelled otherwise (`1.0` and `1`, but no
  /// two whole numbers), and members may stand in another order; everything else is equal.
  func saysTheSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)):
      if a == b { return true }
      // Whole numbers that differ may round to one Double.
      if a.isWhole, b.isWhole { return false }
      return a.double != nil && a.double == b.double
    case (.string(let a), .string(let b)):
      return a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.saysTheSame(as: $1) }
    case (.object(let a), .object(let b)):
      guard a.members.count == b.members.count else { return false }
      return zip(a.members, b.members).allSatisfy { own, beside in
        // Most objects keep their order.
        let other =
          own.key.utf8.elementsEqual(beside.key.utf8)
          ? beside : b.members.first { $0.key.utf8.elementsEqual(own.key.utf8) }
        return other.map { own.value.saysTheSame(as: $0.value) } ?? false
      }
    default:
      return self == other
    }
  }
}

extension JSONNumber {
  /// Whether it is written as digits alone.
  fileprivate var isWhole: Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}
