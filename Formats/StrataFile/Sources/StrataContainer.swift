internal import StrataBytes

/// What a `.strata` file holds, unpacked: tensors in an order, and sections of bytes.
///
/// It knows nothing of networks: what the sections mean is for whoever maps a model to them.
/// The same content always gives the same file, with the same version of zlib: no clock, host or
/// path goes in.
public struct StrataContainer: Sendable {
  /// The tensors, in order. Names must differ in their bytes.
  public var tensors: [TensorRecord]
  /// The bytes of each section, by its type. The tensors and their index are not among them.
  public var sections: [SectionType: [UInt8]]
  /// The rules of arithmetic under which the tensors were computed; 0 if that has no meaning.
  public var arithmeticVersion: UInt32

  /// The hash of the file that this was read from; nil if it was not.
  public internal(set) var source: ContentHash?
  /// Tensors of that file that this version cannot read; while there are any, it cannot be saved.
  public internal(set) var unreadable: [TensorInfo] = []
  /// Flags of that file that forbid a program that does not know them to save it again.
  var readOnlyFlags: UInt32 = 0

  /// A container to be written.
  public init(
    tensors: [TensorRecord] = [], sections: [SectionType: [UInt8]] = [:],
    arithmeticVersion: UInt32 = 0
  ) {
    self.tensors = tensors
    self.sections = sections
    self.arithmeticVersion = arithmeticVersion
  }

  /// The section of type `type`; nil if there is none.
  public subscript(type: SectionType) -> [UInt8]? {
    get { sections[type] }
    set { sections[type] = newValue }
  }

  /// The tensor whose name has the same bytes as `name`; nil if there is none.
  /// - Complexity: O(number of tensors).
  public func tensor(named name: String) -> TensorRecord? {
    tensors.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The file as bytes.
  /// - Throws: `StrataFileError.invalid` if the container breaks a rule of the format.
  /// - Complexity: O(n) time; memory for the file and two blocks.
  public func encoded() throws(StrataFileError) -> [UInt8] {
    try validate()
    var bytes = ByteWriter()
    do {
      try StrataWriter.write(self, to: &bytes)
    } catch {
      throw .bytes(error)
    }
    return bytes.bytes
  }

  /// Writes the file at `path`, whole or not at all (see `AtomicFile`).
  /// - Throws: `StrataFileError.invalid`; `.bytes` if the system refuses.
  /// - Complexity: O(n) time; memory for two blocks and what `AtomicFile` takes.
  public func write(to path: String) throws(StrataFileError) {
    try validate()
    do throws(ByteError) {
      var file = try AtomicFile(replacing: path)
      try StrataWriter.write(self, to: &file)
      try file.commit()
    } catch {
      throw .bytes(error)
    }
  }
}
