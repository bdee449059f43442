/// What a section is: four letters, whose case says what to do with one that is not known, as in PNG.
///
/// First letter upper case: critical, a reader that does not know it must refuse the file; lower
/// case: ancillary. Last letter lower case: safe to copy into a file with changed content. The
/// second and third are upper case in the types of the specification.
public struct SectionType: Hashable, Sendable, CustomStringConvertible {
  /// The four letters as they stand in the file.
  public let bytes: [UInt8]

  /// The type spelled by `bytes`; nil unless they are four ASCII letters.
  public init?(_ bytes: [UInt8]) {
    let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte & ~0x20) }
    guard bytes.count == 4, bytes.allSatisfy(isLetter) else { return nil }
    self.bytes = bytes
  }

  private init(known name: StaticString) {
    bytes = Array(name.description.utf8)
  }

  /// The packed tensors, one after the other.
  public static let tensors = SectionType(known: "TENS")
  /// What the tensors are and where.
  public static let index = SectionType(known: "INDX")
  /// The network: JSON.
  public static let architecture = SectionType(known: "ARCH")
  /// How raw data becomes the network's input and its output an answer: JSON.
  public static let preparation = SectionType(known: "PREP")
  /// Where training stands: JSON.
  public static let trainingState = SectionType(known: "TRNG")
  /// Whatever people want to note: JSON.
  public static let metadata = SectionType(known: "mETa")
  /// How training went: JSON.
  public static let history = SectionType(known: "hISt")

  /// The sections with a meaning of their own that a container holds as bytes, in file order.
  static let content: [SectionType] = [
    .architecture, .preparation, .trainingState, .metadata, .history,
  ]

  /// Whether a reader that does not know it must refuse the file.
  public var isCritical: Bool { bytes[0] & 0x20 == 0 }

  /// Whether it stays true when other content of the file changes.
  public var isSafeToCopy: Bool { bytes[3] & 0x20 != 0 }

  /// Whether this version knows what it means.
  public var isKnown: Bool {
    self == .tensors || self == .index || Self.content.contains(self)
  }

  /// The four letters.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
