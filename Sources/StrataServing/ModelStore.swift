import StrataBytes
public import StrataFile
public import StrataModel
public import StrataPlugin
public import StrataPredict
public import StrataTensor

/// The model that a service serves, and the way to another one while requests go on.
///
/// ```swift
/// let store = try ModelStore(path: "/srv/models/fraud.strata")
/// let watching = Task { await store.watch() }
/// let answer = try store.current.predictor.answer(["age": 41, "city": "Oslo"])
/// ```
///
/// A new file is read whole, its checksums, content hash and golden vectors are checked, and only then
/// does it take the old one's place, at once. Whoever is predicting goes on with the model that was
/// handed out. A file that does not hold is refused, and the old model keeps serving. Replace the file by
/// a rename, as everything in this package does; one that is written in place is refused while it is half
/// there, and taken once it is whole.
public final class ModelStore: Sendable {
  /// How a file came out that was looked at.
  public enum Outcome: Sendable {
    /// It is served from now on.
    case swapped(ServedModel)
    /// It says what the model says that is served already.
    case unchanged
    /// It was refused; the model before it goes on serving.
    case refused(RefusedModelError)
  }

  /// Where the file is.
  public let path: String

  private let plugins: PluginRegistry
  private let limits: ReadLimits
  private let workers: WorkerPool
  private let keepsInterface: Bool
  private let check: @Sendable (Predictor) throws -> Void
  /// The file that was looked at last. Held while one is read: two at once could swap in wrong order.
  private let loading: Locked<FileStamp?>
  private let state: Locked<State>

  private struct State {
    var model: ServedModel
    var versions: [ModelVersion]
    var swaps = 0
    var refusals = 0
    var lastRefusal: String?
  }

  /// Loads the first model.
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - plugins: Finds the layers.
  ///   - limits: What a file may ask for.
  ///   - workers: The threads that share the work of one call.
  ///   - keepsInterface: Whether a later model must have the interface of the first.
  ///   - check: The program's own check of a model, before it serves; what it throws refuses it.
  /// - Throws: `RefusedModelError`.
  public init(
    path: String, plugins: PluginRegistry = .predicting, limits: ReadLimits = ReadLimits(),
    workers: WorkerPool = .single, keepsInterface: Bool = true,
    check: @escaping @Sendable (Predictor) throws -> Void = { _ in }
  ) throws(RefusedModelError) {
    let stamp = FileStamp(path: path)
    let (predictor, metadata, hash) = try Self.load(path, plugins, limits, workers, check)
    let version = ModelVersion(number: 1, contentHash: hash)
    self.path = path
    self.plugins = plugins
    self.limits = limits
    self.workers = workers
    self.keepsInterface = keepsInterface
    self.check = check
    loading = Locked(stamp)
    state = Locked(
      State(model: ServedModel(predictor, metadata: metadata, version), versions: [version]))
  }

  /// The model that is served now. Take it once for a request, and use it to the end.
  /// - Complexity: O(1).
  public var current: ServedModel {
    let model = state.withLock { $0.model }
    model.version.countUse()
    return model
  }

  /// How it went so far.
  public var status: Status {
    state.withLock { state in
      Status(
        current: state.model.version, versions: state.versions, swaps: state.swaps,
        refusals: state.refusals, lastRefusal: state.lastRefusal)
    }
  }

  /// Looks at the file again, whether it has changed or not.
  /// - Complexity: O(size of the network unpacked); requests go on meanwhile.
  @discardableResult
  public func reload() -> Outcome {
    loading.withLock { last in
      last = FileStamp(path: path)
      return take()
    }
  }

  /// Looks whether the file has changed, again and again, and takes it if so, until the task is cancelled.
  /// - Parameters:
  ///   - interval: The time between two looks.
  ///   - report: Is told of each changed file.
  public func watch(
    every interval: Duration = .seconds(1), report: @Sendable (Outcome) -> Void = { _ in }
  ) async {
    while (try? await Task.sleep(for: interval)) != nil {
      let outcome = loading.withLock { last -> Outcome? in
        let stamp = FileStamp(path: path)
        // The state before reading: what changes meanwhile is seen the next time.
        guard stamp != last else { return nil }
        last = stamp
        return take()
      }
      if let outcome { report(outcome) }
    }
  }

  // MARK: - Taking a file

  private func take() -> Outcome {
    do throws(RefusedModelError) {
      let (predictor, metadata, hash) = try Self.load(path, plugins, limits, workers, check)
      let old = state.withLock { $0.model }
      if hash == old.version.contentHash, metadata == old.metadata { return .unchanged }
      if keepsInterface, predictor.interface != old.predictor.interface {
        throw .interface(
          file: path,
          differences: ModelInterface.differences(
            from: old.predictor.interface.description, to: predictor.interface.description))
      }
      let version = ModelVersion(number: old.version.number + 1, contentHash: hash)
      let model = ServedModel(predictor, metadata: metadata, version)
      state.withLock { state in
        state.model = model
        state.swaps += 1
        state.versions = state.versions.suffix(Status.mostVersions - 1) + [version]
      }
      return .swapped(model)
    } catch {
      state.withLock { state in
        state.refusals += 1
        state.lastRefusal = error.description
      }
      return .refused(error)
    }
  }

  private static func load(
    _ path: String, _ plugins: PluginRegistry, _ limits: ReadLimits, _ workers: WorkerPool,
    _ check: @Sendable (Predictor) throws -> Void
  ) throws(RefusedModelError) -> (Predictor, [String: String], ContentHash) {
    let predictor: Predictor
    let (model, hash): (Model, ContentHash)
    do throws(ModelFileError) {
      (model, hash) = try Model.verified(path: path, plugins: plugins, limits: limits)
      do {
        predictor = try Predictor(model, workers: workers)
      } catch {
        throw ModelFileError.model(file: path, error)
      }
    } catch {
      throw .file(error)
    }
    do {
      try check(predictor)
    } catch {
      throw .refused(file: path, reason: "\(error)")
    }
    return (predictor, model.metadata, hash)
  }
}
