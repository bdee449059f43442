/// What the section table of a file says of a section.
public struct SectionInfo: Sendable {
  /// What it is.
  public let type: SectionType
  /// Where its stored bytes begin, from the start of the file.
  public let offset: Int
  /// Bytes that it takes in the file.
  public let storedByteCount: Int
  /// Bytes unpacked; for the tensors, as stored.
  public let byteCount: Int

  init(_ entry: SectionEntry) {
    type = entry.type
    offset = entry.offset
    storedByteCount = entry.storedByteCount
    byteCount = entry.byteCount
  }
}
