internal import StrataModel
public import StrataPlugin
public import StrataTensor

/// What was checked of a file: its structure, every checksum, the content hash over every tensor and
/// what the network says, and the outputs that it must give.
///
/// Making one is the check: whatever does not hold is thrown.
public struct Verification: Sendable {
  /// How the golden vectors came out.
  public enum Golden: Sendable, Equatable {
    /// The network gives what the file says: so many samples, and how close.
    case held(rows: Int, GoldenVectors.Outcome)
    /// The file holds none.
    case none
    /// The file holds tensors and no network.
    case weightsAlone
    /// The network cannot run here: a kind of layer, or a tensor, that this program does not know.
    case cannotRun(reason: String)
  }

  /// The version of the format.
  public let version: FileVersion
  /// The rules of arithmetic that the file records.
  public let arithmeticVersion: UInt32
  /// Bytes of the file, each covered by a checksum or known to be zero.
  public let byteCount: Int
  /// Sections, the tensors and their index among them.
  public let sectionCount: Int
  /// Tensors, each unpacked and held against its SHA-256.
  public let tensorCount: Int
  /// Names of tensors whose checksums hold and whose content this program cannot read, with the reason.
  public let unreadable: [(name: String, reason: String)]
  /// SHA-256 over tensors, network, preparation and training state.
  public let contentHash: ContentHash
  /// How the golden vectors came out.
  public let golden: Golden

  /// Checks the file at a path; `-` is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - plugins: Finds the layers and their like.
  ///   - limits: What the file may ask for.
  ///   - workers: The threads that predict.
  /// - Throws: ``ModelFileError`` for the first thing that does not hold.
  /// - Complexity: O(size of the file unpacked) and a prediction for a few samples.
  public init(
    path: String, plugins: PluginRegistry, limits: ReadLimits = ReadLimits(),
    workers: WorkerPool = .single
  ) throws(ModelFileError) {
    do {
      try self.init(StrataReader(path: path, limits: limits), plugins: plugins, workers: workers)
    } catch let error as StrataFileError {
      throw .file(error)
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .content(file: path, part: "file", reason: "\(error)")
    }
  }

  /// Checks an open file.
  /// - Throws: As ``init(path:plugins:limits:workers:)``.
  public init(
    _ reader: StrataReader, plugins: PluginRegistry, workers: WorkerPool = .single
  ) throws(ModelFileError) {
    do {
      try reader.verify()
    } catch {
      throw .file(error)
    }
    version = reader.version
    arithmeticVersion = reader.arithmeticVersion
    byteCount = reader.byteCount
    sectionCount = reader.sections.count
    tensorCount = reader.tensors.count
    contentHash = reader.contentHash
    unreadable = reader.tensors.compactMap { tensor in
      tensor.refusal.map { (tensor.name, $0) }
    }
    golden = try Self.golden(reader, unreadable.first, plugins, workers)
  }

  private static func golden(
    _ reader: StrataReader, _ unreadable: (name: String, reason: String)?,
    _ plugins: PluginRegistry, _ workers: WorkerPool
  ) throws(ModelFileError) -> Golden {
    if reader.section(.architecture) == nil { return .weightsAlone }
    if let unreadable {
      return .cannotRun(reason: "tensor '\(unreadable.name)': \(unreadable.reason)")
    }
    let file = try ModelFile(reader, plugins: plugins)
    guard let vectors = try file.goldenVectors() else { return .none }
    do throws(ModelError) {
      _ = try file.model.signature()
    } catch {
      guard file.model.isKnown else { return .cannotRun(reason: error.description) }
      throw .model(file: reader.name, error)
    }
    guard let outcome = try file.checkGoldenVectors(workers: workers) else { return .none }
    return .held(rows: vectors.rows, outcome)
  }
}
