import StrataJSON
import StrataServing
import Synchronization

/// A model by its name: what it is, what it answers, and how another takes its place.
final class ModelService: Sendable {
  /// A model that is served, and what was worked out of it once.
  private final class Serving: Sendable {
    let model: ServedModel
    let contract: ModelContract
    let batching: BatchingPredictor?

    init(_ model: ServedModel, _ contract: ModelContract, _ batching: BatchingPredictor?) {
      self.model = model
      self.contract = contract
      self.batching = batching
    }
  }

  let name: String
  let store: ModelStore
  private let options: Options
  private let latest: Mutex<Serving?>

  /// - Throws: ``RefusedModelError``.
  init(_ options: Options) throws(RefusedModelError) {
    let callers = options.threads
    name = options.name
    self.options = options
    latest = Mutex(nil)
    store = try ModelStore(path: options.model) { predictor in
      _ = try ModelContract(predictor)
      try predictor.prepare(samples: 1, callers: callers)
    }
  }

  /// The model's own tally, if requests are gathered.
  var batches: BatchingPredictor.Status? { latest.withLock { $0?.batching?.status } }

  private func serving() throws(ServiceError) -> Serving {
    let model = store.current
    let known = latest.withLock { $0 }
    if let known, known.model === model { return known }
    let contract = try ModelContract(model.predictor)
    var batching: BatchingPredictor?
    if options.batchSize > 1, contract.gathers {
      // One for each model: a batch must not be prepared by one and computed by another.
      batching = BatchingPredictor(
        model.predictor, batchSize: options.batchSize, delay: options.batchDelay,
        limit: max(options.maximumRequests, options.batchSize))
    }
    let serving = Serving(model, contract, batching)
    latest.withLock { latest in
      if latest.map({ $0.model.version.number < model.version.number }) ?? true { latest = serving }
    }
    return serving
  }

  // MARK: - Another one

  /// Looks at the file again, and says how that came out.
  func reload() -> ModelStore.Outcome {
    let outcome = store.reload()
    Self.log(outcome)
    return outcome
  }

  /// Looks at the file again and again, if that is wanted.
  func watch() {
    guard options.reload > 0 else { return }
    let interval = Duration.seconds(options.reload)
    Task { [store] in await store.watch(every: interval, report: Self.log) }
  }

  private static func log(_ outcome: ModelStore.Outcome) {
    switch outcome {
    case .swapped(let model):
      Log.line("serving version \(model.version.number), \(model.version.contentHash)")
    case .unchanged: Log.line("the file says what it said")
    case .refused(let error): Log.line("refused: \(error)")
    }
  }

  // MARK: - What it is

  /// The description of the model by the protocol.
  func metadata(version: String?) throws(ServiceError) -> JSONValue {
    let serving = try serving()
    try check(version, serving.model)
    var notes: JSONObject = [
      "hash": .string(serving.model.version.contentHash.description),
      "interface": .string(serving.model.predictor.interface.description),
    ]
    for (key, value) in serving.model.metadata.sorted(by: { $0.key < $1.key }) {
      notes[key] = .string(value)
    }
    return .object([
      "name": .string(name),
      "versions": .array([.string("\(serving.model.version.number)")]),
      "platform": "strata",
      "inputs": .array(serving.contract.inputs.map(\.json)),
      "outputs": .array(serving.contract.outputs.map(\.json)),
      "parameters": .object(notes),
    ])
  }

  /// - Throws: ``ServiceError`` for a version that is not the one that is served.
  func check(version: String?) throws(ServiceError) { try check(version, store.current) }

  private func check(_ version: String?, _ model: ServedModel) throws(ServiceError) {
    guard let version, version != "\(model.version.number)" else { return }
    throw ServiceError(
      404,
      "model \(name.shown): expected the version '\(model.version.number)', got \(version.shown)")
  }

  // MARK: - What it answers

  /// An answer, at once or when others have come to be computed with it.
  enum Promise {
    case now(InferenceResponse)
    case later(@Sendable () async -> Result<InferenceResponse, ServiceError>)
  }

  /// The answer to a body of the protocol.
  /// - Throws: ``ServiceError``.
  func infer(
    _ body: [UInt8], headerLength: String?, version: String?, deadline: ContinuousClock.Instant
  ) throws(ServiceError) -> Promise {
    let serving = try serving()
    try check(version, serving.model)
    let request = try InferenceRequest(body: body, headerLength: headerLength)
    let wanted = try serving.contract.wanted(by: request)
    let inference = Inference(
      predictor: serving.model.predictor, contract: serving.contract, deadline: deadline,
      maximumRows: options.maximumRows)
    let rows = try inference.rows(of: request)
    let response = { @Sendable [name] (outputs: [OutputTensor]) in
      InferenceResponse(
        model: name, version: "\(serving.model.version.number)", id: request.id,
        outputs: wanted.compactMap { output in
          outputs.first { $0.name == output.name }.map { ($0, output.isBinary) }
        }, rows: rows)
    }
    guard let batching = serving.batching, rows == 1 else {
      return .now(response(try inference.outputs(for: request)))
    }
    let outputs = try inference.batched(request, batching)
    return .later { await outputs().map(response) }
  }
}
