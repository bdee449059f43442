/// A name with places for any text: `*.weight`, `layers.*.attention.*`.
///
/// A `*` stands for any characters, also for none and for dots; the first one takes as few as it can.
/// Everything else stands for itself, byte for byte.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  public let description: String
  private let bytes: [UInt8]
  private static let star = UInt8(ascii: "*")

  /// A pattern; any text is one.
  public init(_ text: String) {
    description = text
    bytes = Array(text.utf8)
  }

  /// How many stars it has.
  public var starCount: Int { bytes.count { $0 == Self.star } }

  /// Whether it stands for a name.
  public func matches(_ name: String) -> Bool { captures(in: name) != nil }

  /// What each star takes of a name; nil if the pattern does not stand for it.
  /// - Complexity: O(pattern · name).
  func captures(in name: String) -> [String]? {
    let name = Array(name.utf8)
    var (place, position) = (0, 0)
    var taken: [Range<Int>] = []
    // The last star, which takes one more byte whenever what follows does not fit. Earlier ones need
    // not be tried again: what follows them has been found as early as it can be.
    var retry: Int?
    while position < name.count || place < bytes.count {
      if place < bytes.count, bytes[place] == Self.star {
        retry = place
        place += 1
        taken.append(position..<position)
      } else if place < bytes.count, position < name.count, bytes[place] == name[position] {
        place += 1
        position += 1
      } else if let star = retry, let last = taken.last, last.upperBound < name.count {
        taken[taken.count - 1] = last.lowerBound..<(last.upperBound + 1)
        place = star + 1
        position = last.upperBound + 1
      } else {
        return nil
      }
    }
    return taken.map { String(decoding: name[$0], as: UTF8.self) }
  }

  /// The name that arises if each star is replaced by a text.
  func filled(with texts: [String]) -> String {
    var rest = texts[...]
    var name: [UInt8] = []
    for byte in bytes {
      if byte == Self.star { name += (rest.popFirst() ?? "").utf8 } else { name.append(byte) }
    }
    return String(decoding: name, as: UTF8.self)
  }
}
