public import StrataLayers
public import StrataTensor

/// Runs a network on data, for any number of callers at once.
///
/// A predictor is immutable and holds the weights once, packed as the kernels read them. What comes
/// out for a sample depends neither on the samples beside it nor on who else is predicting.
///
/// ```swift
/// let predictor = try Predictor(model)
/// let probabilities = try predictor.predict(images)
/// ```
public struct Predictor: Sendable {
  /// The network.
  public let architecture: Architecture
  /// How raw data becomes the network's input, and its outputs answers.
  public let preparation: Preparation?
  /// The shape of a sample of each input.
  public let sampleShapes: [Shape]
  /// The types of the outputs.
  public let outputTypes: [ValueType]

  /// What makes rows of columns into the network's input; nil for a model that takes arrays.
  let rowEncoder: RowEncoder?

  /// The numbers that the first output has for a sample.
  private let width: Int
  private let parameters: ParameterStore<Float>
  private let lanes: LanePool
  private let workers: WorkerPool
  /// Multiply-adds that a sample costs, more or less.
  private let cost: Int

  /// Gets a network ready.
  /// - Parameters:
  ///   - model: The network.
  ///   - workers: The threads that share the work of one call.
  /// - Throws: ``ModelError`` if a layer's kind is unknown or an input's shape is open.
  public init(_ model: Model, workers: WorkerPool = .single) throws(ModelError) {
    let signature = try model.signature()
    var shapes: [Shape] = []
    for input in model.architecture.inputs {
      let lengths = input.type.sample.map(\.length)
      guard let shape = try? Shape(lengths.compactMap { $0 }), shape.rank == lengths.count else {
        throw .input(name: input.name, expected: "samples of a fixed shape", got: "\(input.type)")
      }
      shapes.append(shape)
    }
    architecture = model.architecture
    preparation = model.preparation
    rowEncoder = model.preparation.flatMap { RowEncoder($0.input) }
    sampleShapes = shapes
    outputTypes = signature.outputTypes
    width = signature.outputTypes[0].sampleCount ?? 0
    self.workers = workers
    let parameters = ParameterStore(packing: model.parameters, signature)
    self.parameters = parameters
    cost = max(1, model.parameters.reduce(0) { $0 + $1.tensor.shape.count })
    let architecture = architecture
    lanes = LanePool { PredictionLane(architecture, signature, parameters) }
  }

  /// The numbers that each output has for a sample; 0 where that is open.
  public var outputCounts: [Int] { outputTypes.map { $0.sampleCount ?? 0 } }

  /// The bytes of the parameters, in the only form in which they are kept.
  public var parameterByteCount: Int { parameters.byteCount }

  /// The bytes of memory that a caller with so many samples computes in; they are not taken. The second
  /// caller at the same time takes as much again.
  /// - Throws: ``ModelError`` for values too large to be counted.
  public func arenaByteCount(samples: Int) throws(ModelError) -> Int {
    let lane = lanes.take()
    defer { lanes.put(lane) }
    return try lane.arenaByteCount(atLeast: min(samples, PredictionLane.largestBatch))
  }

  /// The first output for the first input, into memory that is there: what most networks have.
  ///
  /// After the first calls with a number of samples, and by so many callers at once, nothing is
  /// allocated.
  /// - Parameters:
  ///   - input: The samples, one after the other.
  ///   - output: Takes what the network gives for each, one after the other.
  /// - Throws: ``ModelError/input(name:expected:got:)`` for memory of another size, and for a
  ///   network that has more than one input; what a layer refuses.
  /// - Complexity: samples · the network's cost.
  public func predict(
    _ input: Span<Float>, into output: inout MutableSpan<Float>
  ) throws(ModelError) {
    let length = sampleShapes[0].count
    let samples = length == 0 ? 0 : input.count / length
    guard sampleShapes.count == 1, samples * length == input.count else {
      throw .input(
        name: architecture.inputs[0].name,
        expected: sampleShapes.count == 1 ? "samples of \(length) numbers" : "one input",
        got: sampleShapes.count == 1 ? "\(input.count) numbers" : "\(sampleShapes.count)")
    }
    guard output.count == samples * width else {
      throw .input(
        name: "output", expected: "room for \(samples) × \(width) numbers", got: "\(output.count)")
    }
    // Both spans outlive this call, and so all uses of the rows.
    try run(
      samples,
      unsafe BorrowedPrediction(
        input: BorrowedRows(input), output: MutableBorrowedRows(&output), length: length,
        width: width))
  }

  /// The first output for the first input, for numbers in an array.
  /// - Parameter input: The samples, one after the other; none of them is no sample.
  /// - Returns: What the network gives for each, one after the other.
  /// - Throws: As ``predict(_:into:)``; ``ModelError/noMemory(batch:bytes:)``.
  public func predict(_ input: [Float]) throws(ModelError) -> [Float] {
    try predict(input.span)
  }

  /// The first output for the first input, for numbers in a span.
  /// - Parameter input: The samples, one after the other.
  /// - Returns: What the network gives for each, one after the other.
  /// - Throws: As ``predict(_:into:)``.
  public func predict(_ input: Span<Float>) throws(ModelError) -> [Float] {
    let length = sampleShapes[0].count
    var output = [Float](repeating: 0, count: (length == 0 ? 0 : input.count / length) * width)
    var span = output.mutableSpan
    try predict(input, into: &span)
    return output
  }

  /// The first output for the first input: what most networks have.
  /// - Parameter input: [samples] + the shape of one.
  /// - Returns: [samples] + the shape of an output, as the network gives it: logits stay logits.
  /// - Throws: ``ModelError/input(name:expected:got:)`` for another shape; what a layer refuses.
  /// - Complexity: samples · the network's cost.
  public func predict(_ input: Tensor<Float>) throws(ModelError) -> Tensor<Float> {
    try predict([input])[0]
  }

  /// All outputs for all inputs.
  /// - Throws: ``ModelError/input(name:expected:got:)`` for another number of inputs, another
  ///   shape, or inputs of different lengths.
  public func predict(_ inputs: [Tensor<Float>]) throws(ModelError) -> [Tensor<Float>] {
    let samples = try check(inputs)
    let results = try outputTypes.map { type throws(ModelError) in
      try memory(for: type, samples: samples)
    }
    try run(samples, TensorPrediction(inputs: inputs, results: results))
    return results.map(\.tensor)
  }

  /// The first output for the first input, as people read it: probabilities for logits, values in the
  /// targets' own units, as the model's preparation says.
  /// - Parameter input: The network's input: [samples] + the shape of one.
  /// - Returns: [samples, outputs].
  /// - Throws: As ``predict(_:)-(Tensor<Float>)``; ``ModelError/parameters(expected:got:)`` for a
  ///   preparation that does not fit the network's outputs.
  public func answers(_ input: Tensor<Float>) throws(ModelError) -> Tensor<Float> {
    try answered(predict(input))
  }

  /// What the network's outputs say.
  func answered(_ outputs: Tensor<Float>) throws(ModelError) -> Tensor<Float> {
    guard let target = preparation?.target else { return outputs }
    let view = Buffer<Float>(count: outputs.shape.count).view(outputs.shape)
    view.copy(from: outputs)
    do throws(PreparationError) {
      try target.check(outputs: outputs.shape.columns)
    } catch {
      throw .parameters(expected: "outputs that fit the targets", got: error.description)
    }
    FloatingPointEnvironment.pinned { target.answer(view, Arithmetic(workers: workers)) }
    return view.tensor
  }

  private func check(_ inputs: [Tensor<Float>]) throws(ModelError) -> Int {
    let expected = architecture.inputs
    guard inputs.count == expected.count, let samples = inputs.first?.rowCount else {
      throw .input(
        name: expected.map(\.name).joined(separator: ", "), expected: "\(expected.count) tensors",
        got: "\(inputs.count)")
    }
    for (index, input) in inputs.enumerated() {
      guard input.shape.rank > 0, input.rowCount == samples,
        input.shape.array.dropFirst().elementsEqual(sampleShapes[index].array)
      else {
        throw .input(
          name: expected[index].name,
          expected: "\(index == 0 ? "samples" : "\(samples) samples") of the shape "
            + "\(sampleShapes[index])", got: "\(input.shape)")
      }
    }
    return samples
  }

  private func memory(
    for type: ValueType, samples: Int
  ) throws(ModelError) -> MutableTensorView<Float> {
    let shape: Shape
    do {
      shape = try type.shape(["batch": samples])
    } catch {
      throw .input(name: "output", expected: "\(samples) samples", got: error.description)
    }
    do {
      return try Buffer(allocating: shape.count).view(shape)
    } catch {
      throw .noMemory(batch: samples, bytes: shape.count * MemoryLayout<Float>.stride)
    }
  }

  // MARK: - Running

  /// Gets ready for calls to come, so that not even the first of them has to allocate anything.
  /// - Parameters:
  ///   - samples: How many samples they will have.
  ///   - callers: How many of them there will be at once, over 0.
  /// - Throws: ``ModelError`` for values too large to be counted.
  public func prepare(samples: Int, callers: Int = 1) throws(ModelError) {
    // Each caller is in one lane at a time, and so is each thread that helps.
    let count = max(callers, 1) + workers.threadCount - 1
    let taken = (0..<count).map { _ in lanes.take() }
    defer { for lane in taken { lanes.put(lane) } }
    let parts = parts(of: samples)
    let ranges = (0..<parts).flatMap { Self.batches(of: Self.part($0, of: parts, samples)) }
    // The largest first: a lane that grows makes its plans anew.
    let sizes = Set(ranges.map(\.count)).sorted(by: >)
    for lane in taken {
      for size in sizes { try lane.plan(atLeast: size).reserveScratch(threads: count) }
    }
  }

  /// Runs the network on all samples, some at a time: threads take rows where there are enough of
  /// them, and share single operations where there are not.
  private func run(
    _ samples: Int, _ rows: some PredictionRows
  ) throws(ModelError) {
    let parts = parts(of: samples)
    guard parts > 1 else { return try run(0..<samples, on: workers, rows) }
    let failures = lanes.failures
    workers.run(parts: parts, SplitPrediction(predictor: self, samples: samples, rows: rows))
    // Somebody's failed: if it was this one, the same once more says which error comes first.
    if lanes.failures != failures { try run(0..<samples, on: workers, rows) }
  }

  /// Multiply-adds below which a thread is not worth waking.
  private static let grain = 1 << 19

  private func parts(of samples: Int) -> Int {
    min(workers.threadCount, max(1, samples * cost / Self.grain), max(samples, 1))
  }

  private static func part(_ part: Int, of parts: Int, _ samples: Int) -> Range<Int> {
    samples * part / parts..<samples * (part + 1) / parts
  }

  private static func batches(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: PredictionLane.largestBatch).map {
      $0..<min($0 + PredictionLane.largestBatch, range.upperBound)
    }
  }

  private func run(
    _ range: Range<Int>, on workers: WorkerPool, _ rows: some PredictionRows
  ) throws(ModelError) {
    let lane = lanes.take()
    defer { lanes.put(lane) }
    try FloatingPointEnvironment.pinned { () throws(ModelError) in
      var start = range.lowerBound
      while start < range.upperBound {
        let part = start..<min(start + PredictionLane.largestBatch, range.upperBound)
        let plan = try lane.plan(atLeast: part.count)
        if !rows.infer(part, by: plan, on: workers) {
          rows.write(part, into: plan)
          try plan.infer(on: workers, firstSample: part.lowerBound)
        }
        rows.read(part, from: plan)
        start = part.upperBound
      }
    }
  }

  /// A prediction whose rows are shared among threads.
  private struct SplitPrediction<Rows: PredictionRows>: SharedWork {
    let predictor: Predictor
    let samples: Int
    let rows: Rows

    func compute(_ part: Int, of parts: Int) {
      do {
        try predictor.run(Predictor.part(part, of: parts, samples), on: .single, rows)
      } catch {
        predictor.lanes.noteFailure()
      }
    }
  }
}
