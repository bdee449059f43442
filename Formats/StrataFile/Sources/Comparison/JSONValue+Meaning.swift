internal import StrataJSON

extension JSONValue {
  /// Whether a reader takes both for the same: numbers may be spelled otherwise (`1.0` and `1`, but no
  /// two whole numbers), everything else is equal, and members stand in the same order.
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
      return a.members.count == b.members.count
        && zip(a.members, b.members).allSatisfy {
          $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.saysTheSame(as: $1.value)
        }
    default:
      return self == other
    }
  }
}

extension JSONNumber {
  /// Whether it is written as digits alone.
  private var digits: Substring.UTF8View { text.drop { $0 == "-" }.utf8 }
  fileprivate var isWhole: Bool { digits.allSatisfy { (0x30...0x39).contains($0) } }
}
