internal import StrataBytes
public import StrataTensor

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
  /// - Parameter workers: Who shares the work; the bytes do not depend on how many they are.
  /// - Throws: `StrataFileError.invalid` if the container breaks a rule of the format.
  /// - Complexity: O(n) time; memory for the file, and some blocks for each thread.
  public func encoded(workers: WorkerPool = .single) throws(StrataFileError) -> [UInt8] {
    try validate()
    // Packed tensors are smaller, and room that is not used is not there.
    var bytes = ByteWriter(capacity: tensors.reduce(0) { $0 + $1.bytes.count })
    do {
      try ContainerWriter.write(self, to: &bytes, workers)
    } catch {
      throw .bytes(error)
    }
    return bytes.bytes
  }

  /// Writes the file at `path`, whole or not at all (see `AtomicFile`).
  /// - Parameters:
  ///   - path: Where to.
  ///   - workers: Who shares the work; the bytes do not depend on how many they are.
  /// - Throws: `StrataFileError.invalid`; `.bytes` if the system refuses.
  /// - Complexity: O(n) time; memory for some blocks for each thread and what `AtomicFile` takes.
  public func write(to path: String, workers: WorkerPool = .single) throws(StrataFileError) {
    try validate()
    do throws(ByteError) {
      var file = try AtomicFile(replacing: path)
      try ContainerWriter.write(self, to: &file, workers)
      try file.commit()
    } catch {
      throw .bytes(error)
    }
  }
}
