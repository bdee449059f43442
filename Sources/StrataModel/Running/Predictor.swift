import StrataLayers
public import StrataTensor

/// Runs a network on data, for any number of callers at once.
///
/// A predictor is immutable and holds the weights once, ready to compute with. What comes out for a
/// sample depends neither on the samples beside it nor on who else is predicting.
///
/// ```swift
/// let predictor = try Predictor(model)
/// let probabilities = try predictor.predict(images)
/// ```
public struct Predictor: Sendable {
  /// Rows that are computed at once at most.
  private static let largestBatch = 256

  /// The network.
  public let model: Model
  private let signature: Signature
  private let sampleShapes: [Shape]
  private let parameters: ParameterStore<Float>
  private let plans: PlanPool
  private let arithmetic: Arithmetic<Float>

  /// Gets a network ready.
  /// - Parameters:
  ///   - model: The network.
  ///   - workers: The threads that share the work of one call.
  /// - Throws: ``ModelError`` if a layer's kind is unknown or an input's shape is open.
  public init(_ model: Model, workers: WorkerPool = .single) throws(ModelError) {
    self.model = model
    signature = try model.signature()
    var shapes: [Shape] = []
    for input in model.architecture.inputs {
      let lengths = input.type.sample.map(\.length)
      guard let shape = try? Shape(lengths.compactMap { $0 }), shape.rank == lengths.count else {
        throw .input(name: input.name, expected: "samples of a fixed shape", got: "\(input.type)")
      }
      shapes.append(shape)
    }
    sampleShapes = shapes
    parameters = ParameterStore(model.parameters)
    plans = PlanPool()
    arithmetic = Arithmetic(workers: workers)
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
    var results: [[Float]] = Array(repeating: [], count: signature.outputTypes.count)
    var shapes: [Shape] = []
    var start = 0
    repeat {
      let count = min(samples - start, Self.largestBatch)
      let plan = try plan(atLeast: max(count, 1))
      defer { plans.put(plan) }
      for (view, input) in zip(plan.inputs, inputs) {
        let length = input.rowLength
        view.copy(from: input.elements[start * length..<(start + count) * length])
        // Rows that are left over take a sample that is there: what an earlier call left in them
        // might be what a layer refuses.
        for row in count..<plan.batch where count > 0 {
          view.copy(from: input.elements[start * length..<(start + 1) * length], at: row * length)
        }
      }
      // No sample: only the outputs' shapes are asked for.
      if count > 0 {
        try FloatingPointEnvironment.pinned { () throws(ModelError) in
          try plan.forward(mode: .inference)
          for output in plan.outputs { arithmetic.canonicalize(output) }
        }
      }
      shapes = plan.outputs.map(\.shape)
      for (index, output) in plan.outputs.enumerated() {
        let length = output.count / plan.batch
        results[index].append(contentsOf: output.tensor.elements[..<(count * length)])
      }
      start += count
    } while start < samples

    var tensors: [Tensor<Float>] = []
    for (shape, elements) in zip(shapes, results) {
      do {
        tensors.append(try Tensor(shape: shape.withFirst(samples), elements: elements))
      } catch {
        throw .input(name: "output", expected: "\(samples) samples", got: error.description)
      }
    }
    return tensors
  }

  /// The first output for the first input, as people read it: probabilities for logits, values in the
  /// targets' own units, as the model's preparation says.
  /// - Parameter input: The network's input: [samples] + the shape of one.
  /// - Returns: [samples, outputs].
  /// - Throws: As ``predict(_:)-(Tensor<Float>)``; ``ModelError/parameters(expected:got:)`` for a
  ///   preparation that does not fit the network's outputs.
  public func answers(_ input: Tensor<Float>) throws(ModelError) -> Tensor<Float> {
    let outputs = try predict(input)
    guard let target = model.preparation?.target else { return outputs }
    let view = Buffer<Float>(count: outputs.shape.count).view(outputs.shape)
    view.copy(from: outputs)
    do throws(PreparationError) {
      try target.check(outputs: outputs.shape.columns)
    } catch {
      throw .parameters(expected: "outputs that fit the targets", got: error.description)
    }
    FloatingPointEnvironment.pinned { target.answer(view, arithmetic) }
    return view.tensor
  }

  private func check(_ inputs: [Tensor<Float>]) throws(ModelError) -> Int {
    let expected = model.architecture.inputs
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

  /// A plan for a power of two of samples: few sizes serve every caller. Rows that are left
  /// over are computed for nothing and disturb no other.
  private func plan(atLeast count: Int) throws(ModelError) -> Plan<Float> {
    var batch = 1
    while batch < count { batch *= 2 }
    if let plan = plans.take(batch) { return plan }
    return try Plan(
      model, signature, batch: batch, parameters: parameters, workers: arithmetic.workers)
  }
}

/// Plans that nobody is using.
private final class PlanPool: Sendable {
  private let free = Locked<[Int: [Plan<Float>]]>([:])

  func take(_ batch: Int) -> Plan<Float>? {
    free.withLock { $0[batch]?.popLast() }
  }

  func put(_ plan: Plan<Float>) {
    free.withLock { $0[plan.batch, default: []].append(plan) }
  }
}
