import StrataJSON
import StrataPredict
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
  /// As many requests are read and computed at once.
  private let places: Semaphore
  private let latest: Mutex<Serving?>

  /// - Throws: ``ModelStoreError``.
  init(_ options: Options) throws(ModelStoreError) {
    let callers = options.threads
    name = options.name
    self.options = options
    places = Semaphore(callers)
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
    if options.batchSize > 1, model.predictor.sampleShapes.count == 1 {
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

  /// The answer to a body of the protocol.
  /// - Throws: ``ServiceError``.
  func infer(
    _ body: [UInt8], headerLength: String?, version: String?, deadline: ContinuousClock.Instant
  ) throws(ServiceError) -> (body: [UInt8], headerLength: Int?, rows: Int) {
    guard places.wait(until: deadline) else {
      throw ServiceError(503, "the deadline passed before the request's turn came")
    }
    var holdsPlace = true
    defer { if holdsPlace { places.signal() } }
    let serving = try serving()
    try check(version, serving.model)
    let request = try InferenceRequest(body: body, headerLength: headerLength)
    let wanted = try serving.contract.wanted(by: request)
    let inference = Inference(
      predictor: serving.model.predictor, contract: serving.contract, deadline: deadline,
      maximumRows: options.maximumRows)
    let outputs: [OutputTensor]
    if let batching = serving.batching, try inference.rows(of: request) == 1 {
      // Others are to come while this one waits.
      places.signal()
      holdsPlace = false
      outputs = try batched(request, inference, batching)
    } else {
      outputs = try inference.outputs(for: request)
    }
    let response = InferenceResponse(
      model: name, version: "\(serving.model.version.number)", id: request.id,
      outputs: wanted.compactMap { output in
        outputs.first { $0.name == output.name }.map { ($0, output.isBinary) }
      })
    let (reply, length) = try response.encoded()
    return (reply, length, request.inputs[0].rows)
  }

  /// The answer to one row, computed together with others that come at the same time.
  private func batched(
    _ request: InferenceRequest, _ inference: Inference, _ batching: BatchingPredictor
  ) throws(ServiceError) -> [OutputTensor] {
    let predictor = inference.predictor
    let deadline = inference.deadline
    let outcome: Result<Answer, BatchingError>
    if inference.contract.takesColumns {
      let row = inference.row(request, 0)
      outcome = Blocking.run { () async throws(BatchingError) in
        try await batching.answer(row, deadline: deadline)
      }
    } else {
      var sample = try inference.elements(of: request)[0]
      do {
        try predictor.preparation?.input.prepareArray(&sample)
      } catch {
        throw ServiceError(400, "\(error)")
      }
      outcome = Blocking.run { [sample] () async throws(BatchingError) in
        let outputs = try await batching.predict(sample, deadline: deadline)
        do throws(ModelError) {
          return try predictor.answer(outputs: outputs)
        } catch {
          throw .refused(.network(error))
        }
      }
    }
    do {
      return inference.tensors([try outcome.get()])
    } catch .refused(let error) {
      throw ServiceError(400, "\(error)")
    } catch {
      throw ServiceError(503, "\(error)")
    }
  }
}
