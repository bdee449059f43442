internal import StrataBytes
public import StrataJSON
public import StrataModel
public import StrataPlugin
public import StrataTensor

/// All that can be said of a `.strata` file, whole or damaged: which parts are good, what the network is,
/// what the elements of each tensor are like.
///
/// ```swift
/// let survey = try FileSurvey(path: "digits.strata", plugins: .standard)
/// for problem in survey.problems { print(problem) }
/// for tensor in survey.tensors where tensor.problem == nil {
///   print(tensor.info.name, tensor.summary?.mean ?? 0)
/// }
/// ```
///
/// Where ``StrataReader`` and ``ModelFile`` refuse a file for the first thing that is wrong, a survey goes on
/// with the rest, as far as the parts vouch for themselves: each section and each block has a checksum of
/// its own. It is for people who look, and gives no weights: what is damaged stays unusable.
///
/// One tensor is in memory at a time.
public struct FileSurvey: Sendable {
  /// A section and what is wrong with it.
  public struct Section: Sendable {
    /// What the section table says of it.
    public let info: SectionInfo
    /// Why it cannot be read; nil if it can. The tensors' section has only what stands outside of them.
    public let problem: StrataFileError?
  }

  /// A tensor and what is wrong with it.
  public struct Tensor: Sendable {
    /// What the index says of it.
    public let info: TensorInfo
    /// What its elements are like; nil if they cannot be read.
    public let summary: TensorSummary?
    /// Why its stored bytes are no tensor; nil if every checksum and the SHA-256 match.
    public let problem: StrataFileError?
  }

  /// What errors call the file.
  public let name: String
  /// Bytes of the file.
  public let byteCount: Int
  /// The version of the format; nil if the header is damaged.
  public let version: FileVersion?
  /// The rules of arithmetic under which the tensors were computed; nil if the header is damaged.
  public let arithmeticVersion: UInt32?
  /// The hash of the content; nil unless trailer, index and sections agree on it.
  public let contentHash: ContentHash?
  /// The sections, in order; none if their table cannot be read.
  public let sections: [Section]
  /// The tensors, in order; nil if their index cannot be read.
  public let tensors: [Tensor]?
  /// All that is wrong, the first as reading the file throws it; none if the file is whole, and its network,
  /// if it has one, one that can be used. Golden vectors are not run: ``Verification`` does that.
  public let problems: [ModelFileError]

  /// What the file says of a network.
  private let network: NetworkOutline

  /// The graph; nil if the file holds weights alone, or the section cannot be read.
  public var architecture: Architecture? { network.architecture }
  /// What follows from the graph; nil if a layer's kind is not known or a layer cannot take its inputs.
  public var signature: Signature? { network.signature }
  /// What prepares raw data, if it is there and can be read.
  public var preparation: Preparation? { network.preparation }
  /// Where training stands, if it is there and can be read, with its history.
  public var state: TrainingState? { network.state }
  /// How training went, epoch by epoch, as far as it can be read.
  public var history: [EpochRecord] { network.history }
  /// The notes, in the order in which they stand.
  public var metadata: [JSONObject.Member] { network.metadata }

  /// Whether the file holds tensors and no network: its table lists no architecture.
  public var isWeightsAlone: Bool {
    !sections.isEmpty && !sections.contains { $0.info.type == .architecture }
  }
  /// The samples of the golden vectors; nil if there are none, or the index cannot be read.
  public var goldenRows: Int? {
    tensors?.first { $0.info.role == .golden }?.info.dimensions.first
  }

  /// Looks at the file at a path; `-` is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - plugins: Finds the layers and their like; those of unknown kinds are kept as data.
  ///   - bins: Bins of each tensor's histogram.
  ///   - limits: What the file may ask for.
  ///   - workers: Who shares the work of unpacking; what comes out does not depend on how many they are.
  /// - Throws: `StrataFileError` for what is no damage: the system refuses, a limit is passed, or the file
  ///   needs a program that knows more.
  /// - Complexity: O(size of the file unpacked); memory for the sections and the largest tensor.
  public init(
    path: String, plugins: PluginRegistry, bins: Int = 16, limits: ReadLimits = ReadLimits(),
    workers: WorkerPool = .single
  ) throws(StrataFileError) {
    let source: RandomAccessBytes
    do {
      source = try RandomAccessBytes(path: path, limit: limits.bytes)
    } catch {
      throw .bytes(error)
    }
    try self.init(source, plugins, bins, limits, workers)
  }

  /// Looks at bytes; errors call them `name`.
  /// - Throws: As ``init(path:plugins:bins:limits:workers:)``.
  public init(
    _ bytes: [UInt8], name: String, plugins: PluginRegistry, bins: Int = 16,
    limits: ReadLimits = ReadLimits(), workers: WorkerPool = .single
  ) throws(StrataFileError) {
    try self.init(RandomAccessBytes(bytes, name: name), plugins, bins, limits, workers)
  }

  private init(
    _ source: RandomAccessBytes, _ plugins: PluginRegistry, _ bins: Int, _ limits: ReadLimits,
    _ workers: WorkerPool
  ) throws(StrataFileError) {
    let frame = try FrameSurvey(source, limits)
    name = source.name
    byteCount = source.count
    version = frame.header?.version
    arithmeticVersion = frame.header?.arithmeticVersion
    contentHash = frame.hash
    sections = frame.entries.map {
      Section(info: SectionInfo($0), problem: frame.sectionProblems[$0.type])
    }
    let survey = TensorSurvey(source: source, workers: workers, limits: limits, bins: bins)
    tensors = try frame.records.map { records throws(StrataFileError) in
      try survey.tensors(records)
    }
    let damage = frame.problems + (tensors ?? []).compactMap(\.problem)
    network = NetworkOutline(
      SectionReader(
        file: source.name, content: frame.content, plugins: plugins, log: MigrationLog(),
        unknownKeys: frame.header?.isNewer == true ? .ignore : .refuse),
      frame.records?.map(\.info),
      isWeightsAlone: !sections.contains { $0.info.type == .architecture })
    problems = damage.map { .file($0) } + network.problems
  }
}

/// Reads tensors one by one.
private struct TensorSurvey {
  let source: RandomAccessBytes
  let workers: WorkerPool
  let limits: ReadLimits
  let bins: Int

  func tensors(_ records: [IndexRecord]) throws(StrataFileError) -> [FileSurvey.Tensor] {
    let unpacker = TensorUnpacker(source, workers)
    var tensors: [FileSurvey.Tensor] = []
    for (index, record) in records.enumerated() {
      let next = records.indices.contains(index + 1) ? records[index + 1] : nil
      do throws(StrataFileError) {
        let summary = try summary(of: record, before: next, unpacker)
        tensors.append(.init(info: record.info, summary: summary, problem: nil))
      } catch {
        if case .bytes = error { throw error }
        tensors.append(.init(info: record.info, summary: nil, problem: error))
      }
    }
    return tensors
  }

  /// Nil if the elements mean nothing to this program.
  private func summary(
    of record: IndexRecord, before next: IndexRecord?, _ unpacker: TensorUnpacker
  ) throws(StrataFileError) -> TensorSummary? {
    let info = record.info
    let part = "tensor '\(info.name)'"
    guard record.byteCount <= limits.bytes else {
      throw .limit(file: source.name, part: part, limit: limits.bytes, got: record.byteCount)
    }
    do throws(ByteError) {
      guard info.refusal == nil, let width = info.dtype.byteWidth else {
        try unpacker.check(record, part)
        return nil
      }
      let bytes = try unpacker.unpack(record, part)
      guard SHA256.hash(bytes) == record.digest else { throw record.wrongDigest(part) }
      let tensor = TensorRecord(info, bytes)
      var scale: [Float] = []
      if info.dtype == .q8 {
        // A scale that is damaged is told of in its own place.
        guard let next, let numbers = try? unpacker.unpack(next, part),
          case let record = TensorRecord(next.info, numbers), record.scales(tensor)
        else { return nil }
        scale = record.floats
      }
      let values = ElementValues(tensor, width: width, scale: scale)
      return TensorSummary(count: values.count, bins: bins) { values.read($0, into: &$1) }
    } catch {
      throw StrataFileError(error, file: source.name, part: part)
    }
  }
}

extension TensorRecord {
  fileprivate init(_ info: TensorInfo, _ bytes: [UInt8]) {
    self.init(
      name: info.name, role: info.role, dtype: info.dtype, dimensions: info.dimensions, bytes: bytes
    )
  }
}
