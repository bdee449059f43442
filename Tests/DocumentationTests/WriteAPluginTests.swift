import Strata
import StrataTestKit
import Testing

/// y = x / √(1 + x²), in (−1, 1); y′ = (1 − y²) √(1 − y²).
struct ISRU: ElementwiseActivation {
  static let kind = "isru"

  var needsInput: Bool { false }
  func value<T: Real>(_ x: T) -> T { x / (1 + x * x).squareRoot() }
  func derivative<T: Real>(_ x: T, value y: T) -> T { (1 - y * y) * (1 - y * y).squareRoot() }
}

/// y[…, j] = gain[j] · x[…, j]: each feature has a weight of its own.
///
/// Shapes: x and y [batch, ..., features], `gain` [features].
struct Gain: Layer {
  static let kind = "gain"

  /// What every weight begins with; a finite number.
  let initial: Float

  init(initial: Float = 1) { self.initial = initial }

  private enum CodingKeys: CodingKey { case initial }

  /// Reads `initial` (default 1).
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    initial = try container.decodeIfPresent(Float.self, forKey: .initial) ?? 1
  }

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard initial.isFinite else {
      throw LayerError("gain: initial", expected: "a finite number", got: "\(initial)")
    }
    let input = try onlyInput(inputs)
    _ = try features(of: input)
    return [input]
  }

  func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    return [ParameterSpec("gain", [features], .constant(initial))]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.multiplyRow(
      context.parameter(0), with: context.input(), into: context.output())
  }

  /// With δ = dy: dx = gain · δ, dgain = Σ δ · x over the samples.
  func backward<T: Real>(_ context: BackwardContext<T>) {
    let (input, delta) = (context.input(), context.outputGradient())
    if let gradient = context.inputGradient() {
      context.arithmetic.multiplyRow(
        context.parameter(0), with: delta.readOnly, into: gradient)
    }
    if let gradient = context.parameterGradient(0) {
      let samples = input.shape[0]
      context.arithmetic.multiply(delta.readOnly, input, into: delta)
      context.arithmetic.columnSums(
        delta.readOnly, into: gradient,
        rowsPerSample: samples == 0 ? 1 : input.shape.rows / samples)
    }
  }
}

/// δ² (√(1 + d² / δ²) − 1) with d = y − t, a smooth form of Huber's loss; the mean over a sample's
/// outputs (P. Charbonnier et al., "Deterministic edge-preserving regularization in computed
/// imaging", IEEE Trans. Image Process. 6 (2), 1997).
struct PseudoHuber: ElementwiseLoss {
  static let kind = "pseudoHuber"

  /// δ, in the units that the network learns in; over 0.
  let delta: Float

  init(delta: Float = 1) { self.delta = delta }

  private enum CodingKeys: CodingKey { case delta }

  /// Reads `delta` (default 1).
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    delta = try container.decodeIfPresent(Float.self, forKey: .delta) ?? 1
    try check()
  }

  func check() throws(PluginError) {
    guard delta > 0, delta.isFinite else {
      throw .invalid(
        kind: Self.kind, parameter: "delta", expected: "a finite number over 0", got: "\(delta)")
    }
  }

  private func root<T: Real>(_ d: T) -> T { (1 + d / T(delta) * (d / T(delta))).squareRoot() }

  /// As d² / (√(1 + d² / δ²) + 1), so that nothing cancels near 0.
  func value<T: Real>(_ y: T, _ t: T) -> T { (y - t) * (y - t) / (root(y - t) + 1) }

  func derivative<T: Real>(_ y: T, _ t: T) -> T { (y - t) / root(y - t) }
}

/// The largest |y − t|.
struct MaximumError: Metric {
  static let kind = "maximumError"

  struct Largest: MetricAccumulator {
    var value = 0.0

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      guard case .values(let targets) = targets else { return }
      for place in 0..<answers.count {
        value = max(value, abs(Double(answers[place]) - Double(targets[place])))
      }
    }
  }

  func accumulator() -> Largest { Largest() }
}

/// m ← μ·m + (1 − μ)·g, w ← w − learningRate · sign m (J. Bernstein et al., "signSGD: compressed
/// optimisation for non-convex problems", ICML 2018).
struct Signum: ElementwiseOptimizer {
  static let kind = "signum"

  var learningRate = 1e-3
  var momentum = 0.9

  var slots: [String] { ["mean"] }

  func check() throws(PluginError) {
    guard momentum >= 0, momentum < 1 else {
      throw .invalid(
        kind: Self.kind, parameter: "momentum", expected: "at least 0 and below 1",
        got: "\(momentum)")
    }
  }

  func update<T: Real>(_ update: ParameterUpdate<T>) {
    update.forEach(
      Step(
        momentum: T(momentum), rest: T(1 - momentum), learningRate: T(update.learningRate)))
  }

  struct Step<Number: Real>: ElementUpdate {
    let momentum: Number
    let rest: Number
    let learningRate: Number

    func callAsFunction(
      _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
    ) {
      memory.first = momentum * memory.first + rest * gradient
      weight -= memory.first > 0 ? learningRate : memory.first < 0 ? -learningRate : 0
    }
  }
}

/// 1/√(1 + epoch).
struct InverseRoot: Schedule {
  static let kind = "inverseRoot"

  func factor(at time: TrainingTime) -> Double { 1 / (1 + time.epoch).squareRoot() }
}

/// The nearest multiple of `step`; its derivative is taken to be 1.
struct Stairs: ElementwiseActivation {
  static let kind = "stairs"
  static let version = 2

  var step: Float = 1

  static func migrate(_ configuration: Configuration, from version: Int) throws -> Configuration? {
    guard case .integer(let stepsPerUnit) = configuration["steps"] ?? .integer(1), stepsPerUnit > 0
    else { return nil }
    return .object([.init("step", .number(1 / Double(stepsPerUnit)))])
  }

  func value<T: Real>(_ x: T) -> T { (x / T(step)).rounded() * T(step) }
  func derivative<T: Real>(_ x: T, value y: T) -> T { 1 }
}

/// What a program calls that loads this library.
@c(strata_plugin_v1)
public func entryPoint(_ host: UnsafeMutableRawPointer) -> Int32 {
  unsafe PluginLibrary.register([Gain.self, ISRU.self, PseudoHuber.self], with: host)
}

@Suite struct WriteAPluginTests {
  @Test func migrate() throws {
    var plugins = PluginRegistry.standard
    try plugins.register(Stairs.self)
    let old = #"{"input":[2],"layers":[{"activation":{"function":{"stairs":{"steps":4}}}}]}"#
    let network = try JSONReader.decode(
      Architecture.self, from: Array(old.utf8), userInfo: plugins.userInfo)
    let outputs = try Predictor(Model(network, parameters: [])).predict(
      Tensor(shape: [1, 2], elements: [0.3, -1.9]))
    #expect(outputs.elements == [0.25, -2])
    #expect(
      String(decoding: try JSONWriter.encode(network), as: UTF8.self)
        == #"{"input":[2],"layers":[{"activation":{"function":{"stairs":{"step":0.25},"version":2}}}]}"#
    )
  }

  @Test func check() throws {
    try checkActivation(ISRU())
    try checkLayer(Gain(initial: 0.5), inputs: [[6]], outputs: [[6]])
    try checkLayer(Gain(), inputs: [[3, 4]])
    try checkLoss(PseudoHuber(delta: 0.5), targets: -2...2)
    try checkMetric(MaximumError())
    try checkOptimizer(Signum())
    try checkSchedule(InverseRoot())
  }

  @Test func use() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("xor.strata")
    let samples = try Tensor<Float>(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
    let values = try Tensor<Float>(shape: [4, 1], elements: [0, 1, 1, 0])
    let data = try Dataset(inputs: samples, targets: .values(values))

    let model = try Model(input: [2], seed: 1) {
      Gain()
      Dense(8, activation: ISRU())
      Dense(1)
    }
    let trainer = try Trainer(
      model, loss: PseudoHuber(delta: 0.5), optimizer: .adam(learningRate: 0.05), batchSize: 4)
    try trainer.fit(data, epochs: 100)
    try ModelFile(
      trainer.model, state: trainer.state, optimizerState: trainer.optimizerState
    ).write(to: path)

    var plugins = PluginRegistry.standard
    try plugins.register(Gain.self)
    try plugins.register(ISRU.self)
    try plugins.register(PseudoHuber.self)
    let loaded = try ModelFile(path: path, plugins: plugins).model
    let outputs = try Predictor(loaded).predict(data.inputs)

    #expect(outputs == (try Predictor(trainer.model).predict(samples)))
    for (output, value) in zip(outputs.elements, values.elements) {
      #expect(abs(output - value) < 0.1)
    }
    let shown = try Article("Articles/WriteAPlugin.md").texts(in: "text")
    let unknown = try ModelFile(path: path, plugins: .standard).model
    #expect(!unknown.isKnown)
    let error = #expect(throws: ModelError.self) { try Predictor(unknown) }
    #expect(error?.description == shown.first)
  }
}
