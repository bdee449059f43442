/// How much a file may ask for. Every limit is checked before anything is allocated for it.
public struct ReadLimits: Sendable, Equatable {
  /// Bytes of unpacked sections and tensors together.
  public var bytes: Int
  /// Bytes of all unpacked sections other than the tensors: the part that `StrataReader` reads
  /// when it opens a file.
  public var sectionBytes: Int
  /// How many tensors.
  public var tensors: Int
  /// How many sections.
  public var sections: Int

  /// 4 GiB in all, 256 MiB of them in sections; 2²⁰ tensors; 1,024 sections.
  public init(
    bytes: Int = 1 << 32, sectionBytes: Int = 1 << 28, tensors: Int = 1 << 20, sections: Int = 1024
  ) {
    self.bytes = bytes
    self.sectionBytes = sectionBytes
    self.tensors = tensors
    self.sections = sections
  }
}
