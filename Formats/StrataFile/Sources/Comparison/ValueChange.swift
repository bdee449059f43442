public import StrataJSON

/// A value that two texts do not have in common.
public struct ValueChange: Sendable, Equatable {
  /// Where it stands: `layers[1].dense.units`; empty for the whole text. An index counts in the new
  /// text, for what was removed in the old one.
  public let path: String
  /// The value before; nil if it was added.
  public let old: JSONValue?
  /// The value now; nil if it was removed.
  public let new: JSONValue?

  init(_ path: String, _ old: JSONValue?, _ new: JSONValue?) {
    self.path = path
    self.old = old
    self.new = new
  }

  /// What differs between two sections of JSON; what is no JSON is compared as bytes. None if they say
  /// the same in other bytes.
  static func between(_ old: [UInt8]?, _ new: [UInt8]?) -> [ValueChange] {
    func value(_ bytes: [UInt8]?) -> JSONValue?? {
      guard let bytes else { return .some(nil) }
      return (try? JSONReader.value(from: bytes)).map { .some($0) }
    }
    guard let before = value(old), let after = value(new) else {
      let words = { (bytes: [UInt8]?) in bytes.map { JSONValue.string($0.summary) } }
      return [ValueChange("", words(old), words(new))]
    }
    var changes: [ValueChange] = []
    compare(before, after, "", &changes)
    return changes
  }

  private static func compare(
    _ old: JSONValue?, _ new: JSONValue?, _ path: String, _ changes: inout [ValueChange]
  ) {
    switch (old, new) {
    case (.object(let before)?, .object(let after)?):
      for member in before.members {
        compare(member.value, after[member.key], step(path, member.key), &changes)
      }
      for member in after.members where before[member.key] == nil {
        changes.append(ValueChange(step(path, member.key), nil, member.value))
      }
    case (.array(let before)?, .array(let after)?):
      compare(before, after, path, &changes)
    case (let old?, let new?) where old.saysTheSame(as: new):
      break
    default:
      changes.append(ValueChange(path, old, new))
    }
  }

  /// Elements are paired where they are equal, and between such pairs one after the other, so that one
  /// that was put in between does not make all that follow differ.
  private static func compare(
    _ old: [JSONValue], _ new: [JSONValue], _ path: String, _ changes: inout [ValueChange]
  ) {
    var (i, j) = (0, 0)
    for (end, other) in pairs(old, new) + [(old.count, new.count)] {
      while i < end || j < other {
        switch (i < end, j < other) {
        case (true, true):
          compare(old[i], new[j], "\(path)[\(j)]", &changes)
          i += 1
          j += 1
        case (true, false):
          changes.append(ValueChange("\(path)[\(i)]", old[i], nil))
          i += 1
        default:
          changes.append(ValueChange("\(path)[\(j)]", nil, new[j]))
          j += 1
        }
      }
      i = end + 1
      j = other + 1
    }
  }

  /// Lists up to this long are searched for what was put in or taken out: the search takes time with
  /// the square of what differs.
  private static let longest = 512

  /// The places of elements that both have, in order.
  private static func pairs(_ old: [JSONValue], _ new: [JSONValue]) -> [(Int, Int)] {
    guard max(old.count, new.count) <= longest, old.count != new.count else {
      return zip(old.indices, new.indices).filter { old[$0].saysTheSame(as: new[$1]) }
    }
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old, by: { $0.saysTheSame(as: $1) }) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    return Array(
      zip(
        old.indices.filter { !removed.contains($0) },
        new.indices.filter { !inserted.contains($0) }))
  }

  /// The path of a member.
  static func step(_ path: String, _ key: String) -> String {
    let isPlain =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & ~0x20) || byte == 0x5F
          || byte == 0x2D
      }
    guard isPlain else {
      let quoted = String(decoding: JSONWriter.bytes(of: .string(key)), as: UTF8.self)
      return "\(path)[\(quoted)]"
    }
    return path.isEmpty ? key : "\(path).\(key)"
  }
}
