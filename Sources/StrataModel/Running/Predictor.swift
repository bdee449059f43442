public import StrataLayers
private import Synchronization
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

  /// The bytes of the parameters, in the only form in which they are kept.
  public var parameterByteCount: Int { parameters.byteCount }

  /// The bytes of memory that a caller with so many samples computes in. The second caller at the
  /// same time takes as much again.
  /// - Throws: ``ModelError`` for values too large to be counted.
  public func arenaByteCount(samples: Int) throws(ModelError) -> Int {
    let lane = lanes.take()
    defer { lanes.put(lane) }
    return try lane.plan(atLeast: min(samples, PredictionLane.largestBatch)).arenaSize
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
    let source = unsafe BorrowedRows(input)
    let target = unsafe MutableBorrowedRows(&output)
    try run(samples) { plan, range in
      let (input, start) = (plan.inputs[0], range.lowerBound * length)
      source.copy(start..<range.upperBound * length, into: input)
      // Rows that are left over take a sample that is there: what an earlier call left in them
      // might be what a layer refuses.
      for row in range.count..<plan.batch {
        source.copy(start..<start + length, into: input, at: row * length)
      }
    } reading: { plan, range in
      target.write(plan.outputs[0], range.lowerBound * width..<range.upperBound * width)
    }
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
    try run(samples) { plan, range in
      for (view, input) in zip(plan.inputs, inputs) {
        let length = input.rowLength
        view.copy(from: input.elements[range.lowerBound * length..<range.upperBound * length])
        let first = input.elements[range.lowerBound * length..<(range.lowerBound + 1) * length]
        for row in range.count..<plan.batch { view.copy(from: first, at: row * length) }
      }
    } reading: { plan, range in
      for (result, output) in zip(results, plan.outputs) {
        result.rows(range).copy(from: output.rows(0..<range.count).readOnly)
      }
    }
    return results.map(\.tensor)
  }

  /// The first output for the first input, as people read it: probabilities for logits, values in the
  /// targets' own units, as the model's preparation says.
  /// - Parameter input: The network's input: [samples] + the shape of one.
  /// - Returns: [samples, outputs].
  /// - Throws: As ``predict(_:)-(Tensor<Float>)``; ``ModelError/parameters(expected:got:)`` for a
  ///   preparation that does not fit the network's outputs.
  public func answers(_ input: Tensor<Float>) throws(ModelError) -> Tensor<Float> {
    let outputs = try predict(input)
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
    do {
      let shape = try type.shape(["batch": samples])
      return Buffer(count: shape.count).view(shape)
    } catch {
      throw .input(name: "output", expected: "\(samples) samples", got: error.description)
    }
  }

  // MARK: - Running

  /// Runs the network on all samples, some at a time: threads take rows where there are enough of
  /// them, and share single operations where there are not.
  private func run(
    _ samples: Int, writing write: (Plan<Float>, Range<Int>) -> Void,
    reading read: (Plan<Float>, Range<Int>) -> Void
  ) throws(ModelError) {
    let worthwhile = max(1, samples * cost / Self.grain)
    let parts = min(workers.threadCount, worthwhile, max(samples, 1))
    guard parts > 1 else { return try run(0..<samples, on: workers, write, read) }
    let failed = Atomic<Bool>(false)
    workers.run(parts: parts) { part in
      let range = samples * part / parts..<samples * (part + 1) / parts
      do {
        try run(range, on: .single, write, read)
      } catch {
        failed.store(true, ordering: .relaxed)
      }
    }
    // The same once more, to say which error comes first.
    if failed.load(ordering: .relaxed) { try run(0..<samples, on: workers, write, read) }
  }

  /// Multiply-adds below which a thread is not worth waking.
  private static let grain = 1 << 19

  private func run(
    _ range: Range<Int>, on workers: WorkerPool, _ write: (Plan<Float>, Range<Int>) -> Void,
    _ read: (Plan<Float>, Range<Int>) -> Void
  ) throws(ModelError) {
    let lane = lanes.take()
    defer { lanes.put(lane) }
    try FloatingPointEnvironment.pinned { () throws(ModelError) in
      var start = range.lowerBound
      while start < range.upperBound {
        let part = start..<min(start + PredictionLane.largestBatch, range.upperBound)
        let plan = try lane.plan(atLeast: part.count)
        write(plan, part)
        try plan.infer(on: workers)
        read(plan, part)
        start = part.upperBound
      }
    }
  }
}

/// Lanes that nobody is using.
private final class LanePool: Sendable {
  private let free = Locked<[PredictionLane]>([])
  private let make: @Sendable () -> PredictionLane

  init(_ make: @escaping @Sendable () -> PredictionLane) { self.make = make }

  func take() -> PredictionLane {
    free.withLock { $0.popLast() } ?? make()
  }

  func put(_ lane: PredictionLane) {
    free.withLock { $0.append(lane) }
  }
}
