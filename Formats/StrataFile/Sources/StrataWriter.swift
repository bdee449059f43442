internal import StrataBytes
public import StrataTensor

/// Writes a `.strata` file whose tensors come one after the other: a model need not fit into memory.
///
/// ```swift
/// var writer = try StrataWriter(replacing: "large.strata")
/// for name in names { try writer.append(TensorRecord(name: name, …)) }
/// try writer.finish()
/// ```
///
/// The file is written from its first byte to its last, beside the old one, and takes its place when it
/// is finished; a writer that goes away before leaves the old file as it was. The bytes are those that
/// ``StrataContainer/write(to:workers:)`` writes for the same content.
public struct StrataWriter: ~Copyable {
  private var writer: ContainerWriter
  private var file: AtomicFile
  private var rules = TensorRules()
  private let version: FileVersion

  /// Starts a file that is to replace the one at a path, if there is one.
  /// - Parameters:
  ///   - path: Where it will be.
  ///   - version: One that brought the dtypes of all tensors to come: 1.1 if any is `q8`. It stands in
  ///     the first bytes, before the tensors are known.
  ///   - arithmeticVersion: The rules under which the tensors were computed; 0 if that has no meaning.
  ///   - workers: Who shares the work of packing; the bytes do not depend on how many they are.
  /// - Throws: `StrataFileError.bytes` if the system refuses.
  public init(
    replacing path: String, version: FileVersion = .oldest, arithmeticVersion: UInt32 = 0,
    workers: WorkerPool = .single
  ) throws(StrataFileError) {
    var writer = ContainerWriter(workers)
    do throws(ByteError) {
      var file = try AtomicFile(replacing: path)
      try writer.begin(FileHeader(version: version, arithmeticVersion: arithmeticVersion), &file)
      self.version = version
      self.writer = writer
      self.file = file
    } catch {
      throw .bytes(error)
    }
  }

  /// Packs a tensor and writes it behind those before.
  /// - Throws: `StrataFileError.invalid` if it breaks a rule of the format: then nothing was written, and
  ///   others may follow; `.bytes` if the system refuses: then the file cannot be finished.
  /// - Complexity: O(n) time; memory for some blocks for each thread, and for what the index says of it.
  public mutating func append(_ tensor: TensorRecord) throws(StrataFileError) {
    guard tensor.dtype.version <= version else {
      throw .invalid(
        part: "tensor '\(tensor.name)'",
        reason:
          "\(tensor.dtype): expected a file of version \(tensor.dtype.version), got \(version)")
    }
    try rules.check(tensor)
    do {
      try writer.put([tensor], &file)
    } catch {
      throw .bytes(error)
    }
  }

  /// Writes the sections and the index, and puts the file into its place.
  /// - Parameter sections: The bytes of each section, by its type.
  /// - Returns: the content hash of the file.
  /// - Throws: `StrataFileError.invalid` for a section that cannot be written as bytes; `.bytes` if the
  ///   system refuses. The old file stands then.
  @discardableResult
  public consuming func finish(
    _ sections: [SectionType: [UInt8]] = [:]
  ) throws(StrataFileError) -> ContentHash {
    try rules.checkEnd()
    for type in sections.keys { try type.validate() }
    let container = StrataContainer(sections: sections)
    do throws(ByteError) {
      let hash = try writer.finish(&file, sections, container.sectionsToWrite)
      try file.commit()
      return hash
    } catch {
      throw .bytes(error)
    }
  }
}
