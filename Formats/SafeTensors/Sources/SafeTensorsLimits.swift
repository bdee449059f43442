/// How much a file may ask for. Every limit is checked before anything is allocated for it.
public struct SafeTensorsLimits: Hashable, Sendable {
  /// The most bytes that the format allows a header.
  public static let mostHeaderBytes = 100_000_000

  /// Bytes of the header; never more than ``mostHeaderBytes``.
  public var headerBytes: Int
  /// How many tensors, and how many entries of metadata.
  public var entries: Int
  /// Bytes of one tensor; and of a file that can only be read from start to end.
  public var bytes: Int

  /// 100 MB of header, 2²⁰ tensors, 4 GiB.
  public init(
    headerBytes: Int = Self.mostHeaderBytes, entries: Int = 1 << 20, bytes: Int = 1 << 32
  ) {
    self.headerBytes = min(headerBytes, Self.mostHeaderBytes)
    self.entries = entries
    self.bytes = bytes
  }
}
