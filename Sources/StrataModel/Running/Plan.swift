public import StrataLayers
public import StrataTensor

/// A network made ready to run for one batch size: every value's memory laid out, every operation
/// noted.
///
/// Forward computes each node once, in order. Backward walks the nodes from the last to the first:
/// a node finds the gradient δ of its output complete, computed once by the nodes behind it, turns
/// it into the gradients of its parameters and into the δ of the nodes before it. A value that goes
/// to several nodes gets the sum of their δ, added from the last node to the first.
///
/// Layers that say they can be recorded are called once, when the plan is made; what they asked for
/// is fused with their neighbours and run from then on. The others are called at each run. Values
/// that are not needed at the same time share memory.
///
/// A plan belongs to one caller at a time. Parameters are read from the store as they are at each
/// run.
public final class Plan<T: Real>: Sendable {
  /// The number of samples.
  public let batch: Int
  /// The inputs, to be filled before each ``forward(mode:seed:step:firstSample:)``: without
  /// gradients, a run may write other values over them.
  public let inputs: [MutableTensorView<T>]
  /// The outputs, as the last run left them.
  public let outputs: [MutableTensorView<T>]
  /// The loss's derivatives with respect to the outputs, to be filled before ``backward()``.
  public let outputGradients: [MutableTensorView<T>]
  /// The loss's derivatives with respect to the inputs of `float32`, in their order, where they were
  /// asked for. There is none with respect to whole numbers.
  public let inputGradients: [MutableTensorView<T>]
  /// The bytes of the arena, in which all values and gradients lie.
  public let arenaSize: Int

  /// Consecutive nodes.
  private enum Stage: Sendable {
    case recorded(Program<T>)
    case called(Step<T>)
  }

  private let training: [Stage]
  private let inference: [Stage]
  private let gradientStages: [Stage]
  /// The product that alone reads the input, so that it may read it anywhere.
  private let inputReader: Int?
  private let streamed: (program: Program<T>, parameter: Int, operation: Int)?
  private let arithmetic: Arithmetic<T>

  /// Lays a network out for a batch size.
  /// - Parameters:
  ///   - architecture: The network.
  ///   - signature: What follows from it.
  ///   - batch: The number of samples, over 0.
  ///   - parameters: The values to compute with, in the order of the signature.
  ///   - gradients: Takes the parameters' gradients; nil for a plan that only runs forward.
  ///   - wantsInputGradients: Whether the inputs' gradients are wanted too.
  ///   - workers: The threads to compute on.
  /// - Throws: ``ModelError`` for a batch that makes a shape too large.
  /// - Complexity: O(nodes²).
  public convenience init(
    _ architecture: Architecture, _ signature: Signature, batch: Int,
    parameters: ParameterStore<T>, gradients: ParameterStore<T>? = nil,
    inputGradients wantsInputGradients: Bool = false, workers: WorkerPool = .single
  ) throws(ModelError) {
    var layout = try PlanLayout<T>(architecture, signature, batch: batch)
    if gradients != nil { layout.planGradients(includingInputs: wantsInputGradients) }
    layout.finish()
    try self.init(
      architecture, signature, layout, in: layout.memory(), batch: batch,
      parameters: parameters, gradients: gradients, inputGradients: wantsInputGradients,
      workers: workers)
  }

  /// A plan in memory that other plans use too, one at a time.
  init(
    _ architecture: Architecture, _ signature: Signature, _ layout: PlanLayout<T>,
    in memory: Buffer<T>, batch: Int,
    parameters: ParameterStore<T>, gradients: ParameterStore<T>? = nil,
    inputGradients wantsInputGradients: Bool = false, workers: WorkerPool = .single
  ) throws(ModelError) {
    self.batch = batch
    arithmetic = Arithmetic(workers: workers)
    arenaSize = layout.arena.count * MemoryLayout<T>.stride
    inputs = architecture.inputs.map { layout.value(Edge($0.name), in: memory) }
    outputs = architecture.outputs.map { layout.value($0, in: memory) }
    outputGradients =
      gradients == nil
      ? [] : architecture.outputs.compactMap { layout.gradient($0, in: memory) }
    inputGradients =
      wantsInputGradients
      ? architecture.inputs.filter { $0.type.dtype == .float32 }
        .compactMap { layout.gradient(Edge($0.name), in: memory) } : []

    let steps = layout.steps(in: memory, parameters: parameters, gradients: gradients)
    inference =
      try Self.stages(steps, .inference) { step, arithmetic throws(ModelError) in
        try step.forward(arithmetic, Step.Run(mode: .inference))
      } + [.recorded(Self.canonicalization(of: outputs))]
    inputReader = Self.inputReader(inference, inputs)
    training =
      gradients == nil
      ? []
      : try Self.stages(steps, .training) { step, arithmetic throws(ModelError) in
        try step.forward(arithmetic, Step.Run(mode: .training))
      }
    gradientStages = try Self.stages(steps.reversed().filter { $0.gradients != nil }, .training) {
      step, arithmetic throws(ModelError) in
      if let gradients = step.gradients { try step.backward(gradients, arithmetic) }
    }
    streamed =
      if let gradients { Self.streamed(gradientStages, signature, parameters, gradients) } else {
        nil
      }
    reserveScratch(threads: workers.threadCount)
  }

  /// Allocates what so many threads need to run this plan, or as many plans like it, at once.
  func reserveScratch(threads: Int) {
    for stage in inference + training + gradientStages {
      if case .recorded(let program) = stage { program.reserveScratch(threads: threads) }
    }
  }

  /// Records what can be recorded, in runs as long as possible.
  private static func stages(
    _ steps: [Step<T>], _ mode: Mode,
    recordingBy record: (Step<T>, Arithmetic<T>) throws(ModelError) -> Void
  ) throws(ModelError) -> [Stage] {
    var stages: [Stage] = []
    var recording: Recording<T>?
    func flush() {
      if let program = recording?.program { stages.append(.recorded(program)) }
      recording = nil
    }
    for step in steps {
      if step.layer.isRecordable(in: mode) {
        let current = recording ?? Recording<T>()
        recording = current
        try record(step, Arithmetic(recording: current))
      } else {
        flush()
        stages.append(.called(step))
      }
    }
    flush()
    return stages
  }

  /// What is given away has the one NaN that all machines write alike.
  private static func canonicalization(of outputs: [MutableTensorView<T>]) -> Program<T> {
    let recording = Recording<T>()
    for output in outputs { Arithmetic(recording: recording).canonicalize(output) }
    return recording.program
  }

  /// Computes the outputs of the inputs.
  /// - Parameters:
  ///   - mode: Training draws random numbers and changes running statistics, inference never does.
  ///     A plan without gradients only knows inference.
  ///   - seed: What they depend on.
  ///   - step: The training step that they are drawn at.
  ///   - firstSample: The place of the first sample in the global batch.
  /// - Throws: ``ModelError/node(name:_:)`` for values that a layer cannot take.
  /// - Complexity: The sum of the layers'.
  public func forward(
    mode: Mode, seed: UInt64 = 0, step: Int = 0, firstSample: Int = 0
  ) throws(ModelError) {
    precondition(mode == .inference || !outputGradients.isEmpty, "a plan without gradients trains")
    let run = Step<T>.Run(mode: mode, seed: seed, step: step, firstSample: firstSample)
    try forward(run, arithmetic)
  }

  /// Predicts on other threads than those that the plan was made for.
  /// - Parameter firstSample: The place of the first sample among all, for messages.
  func infer(on workers: WorkerPool, firstSample: Int) throws(ModelError) {
    try forward(
      Step.Run(mode: .inference, firstSample: firstSample), Arithmetic(workers: workers))
  }

  /// Predicts from the input where it is.
  /// - Parameter input: As many elements as the input has.
  /// - Returns: False, with nothing computed, if the input must be copied.
  package func infer(on workers: WorkerPool, reading input: BorrowedRows<T>) -> Bool {
    guard let inputReader, case .recorded(let first) = inference[0],
      case .recorded(let last) = inference[1]
    else { return false }
    first.run(on: workers, reading: input, at: inputReader)
    last.run(on: workers)
    return true
  }

  /// Elements below which copying them costs less than telling a product where they are.
  private static var fewElements: Int { 4096 }

  private static func inputReader(_ stages: [Stage], _ inputs: [MutableTensorView<T>]) -> Int? {
    guard inputs.count == 1, inputs[0].count >= fewElements, stages.count == 2,
      case .recorded(let network) = stages[0], case .recorded(let canonicalization) = stages[1]
    else { return nil }
    return network.soleReader(of: inputs[0], before: canonicalization)
  }

  private func forward(_ run: Step<T>.Run, _ arithmetic: Arithmetic<T>) throws(ModelError) {
    for stage in run.mode == .training ? training : inference {
      switch stage {
      case .recorded(let program): program.run(on: arithmetic.workers)
      case .called(let step): try step.forward(arithmetic, run)
      }
    }
  }

  /// Computes the gradients of the parameters from those of the outputs, which it uses up.
  /// - Throws: ``ModelError/node(name:_:)`` as on the way forward.
  public func backward() throws(ModelError) {
    for stage in gradientStages { try backward(stage) }
  }

  /// The parameter whose gradient is computed last, and may be used up as it is computed; nil if
  /// there is none.
  package var streamedParameter: Int? { streamed?.parameter }

  /// Computes the gradients and, of ``streamedParameter``, moves the parameter at once: its gradient
  /// is not left behind.
  /// - Parameter update: A recording of the optimizer's step for that parameter.
  /// - Returns: Whether the parameter was moved; if not, its gradient is there as all others are.
  /// - Throws: ``ModelError/node(name:_:)`` as on the way forward, before anything was moved.
  package func backward(movingBy update: Recording<T>) throws(ModelError) -> Bool {
    guard let streamed else {
      try backward()
      return false
    }
    let program = streamed.program
    for index in 0..<gradientStages.count - 1 { try backward(gradientStages[index]) }
    if program.run(on: arithmetic.workers, streaming: streamed.operation, into: update) {
      return true
    }
    program.run(on: arithmetic.workers)
    return false
  }

  private func backward(_ stage: Stage) throws(ModelError) {
    switch stage {
    case .recorded(let program): program.run(on: arithmetic.workers)
    case .called(let step):
      if let gradients = step.gradients { try step.backward(gradients, arithmetic) }
    }
  }

  /// The largest gradient that the last program computes and could use up at once.
  private static func streamed(
    _ stages: [Stage], _ signature: Signature, _ parameters: ParameterStore<T>,
    _ gradients: ParameterStore<T>
  ) -> (program: Program<T>, parameter: Int, operation: Int)? {
    guard case .recorded(let program)? = stages.last else { return nil }
    let found = signature.parameters.indices.compactMap { index -> (Int, Int)? in
      guard signature.parameters[index].isTrained else { return nil }
      return program.streamable(gradient: gradients[index], weights: parameters[index].readOnly)
        .map { (index, $0) }
    }
    return found.max { gradients[$0.0].count < gradients[$1.0].count }.map { (program, $0.0, $0.1) }
  }
}
