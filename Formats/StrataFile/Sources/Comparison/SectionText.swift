internal import StrataJSON

/// The text of a section of JSON when a file is saved again.
enum SectionText {
  /// `old`, as it was read, if `new` says the same, else `new`: what nobody changed keeps its bytes, however
  /// another writer has spelled its numbers and spaces.
  static func keeping(_ old: [UInt8]?, unless new: [UInt8]?) -> [UInt8]? {
    guard let old, let new, old != new, let before = try? JSONReader.value(from: old),
      let after = try? JSONReader.value(from: new), before.saysTheSame(as: after)
    else { return new }
    return old
  }
}
