import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Synchronization
import Testing

/// A product with a weight a feature and a bias a feature, and the mistakes that one can make in it.
struct Scaled<Mistake: ScaledMistake>: Layer {
  static var kind: String { "scaled" }

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    let input = try onlyInput(inputs)
    let features = try features(of: input)
    return [ValueType(.float32, [input.dimensions[0], .fixed(features + Mistake.promisedMore)])]
  }

  func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    let features = try features(of: try onlyInput(inputs))
    return [
      ParameterSpec("weight", [features], .constant(1)), ParameterSpec("bias", [features], .zeros),
    ]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    let (x, y) = (context.input(), context.output())
    let columns = x.shape[1]
    for index in 0..<x.count {
      let column = index % columns
      let sum = x[index] * context.parameter(0)[column] + context.parameter(1)[column]
      y[index] = sum + Mistake.noise(row: index / columns, T.self)
    }
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    let (x, dy) = (context.input(), context.outputGradient())
    let columns = x.shape[1]
    if let gradient = context.inputGradient() {
      for index in 0..<x.count {
        gradient[index] = T(Mistake.inputFactor) * dy[index] * context.parameter(0)[index % columns]
      }
    }
    if let gradient = context.parameterGradient(0) {
      if !Mistake.accumulates { gradient.fill(0) }
      for index in 0..<x.count {
        gradient[index % columns] += T(Mistake.weightFactor) * dy[index] * x[index]
      }
    }
    if !Mistake.forgetsBias, let gradient = context.parameterGradient(1) {
      gradient.fill(0)
      for index in 0..<x.count { gradient[index % columns] += dy[index] }
    }
  }
}

protocol ScaledMistake: Hashable, Sendable {
  static var inputFactor: Float { get }
  static var weightFactor: Float { get }
  static var forgetsBias: Bool { get }
  static var accumulates: Bool { get }
  static var promisedMore: Int { get }
  static func noise<T: Real>(row: Int, _ type: T.Type) -> T
}

extension ScaledMistake {
  static var inputFactor: Float { 1 }
  static var weightFactor: Float { 1 }
  static var forgetsBias: Bool { false }
  static var accumulates: Bool { false }
  static var promisedMore: Int { 0 }
  static func noise<T: Real>(row: Int, _ type: T.Type) -> T { 0 }
}

enum NoMistake: ScaledMistake {}
enum WrongSign: ScaledMistake { static var inputFactor: Float { -1 } }
enum OnePercent: ScaledMistake { static var weightFactor: Float { 1.01 } }
enum MissingBias: ScaledMistake { static var forgetsBias: Bool { true } }
enum Accumulating: ScaledMistake { static var accumulates: Bool { true } }
enum TooWide: ScaledMistake { static var promisedMore: Int { 1 } }

enum Unsteady: ScaledMistake {
  private static let calls = Atomic<Int>(0)

  /// Differs from call to call, by so little that no tolerance notices.
  static func noise<T: Real>(row: Int, _ type: T.Type) -> T {
    guard T.self == Float.self else { return 0 }
    return T(calls.wrappingAdd(1, ordering: .relaxed).oldValue) * 0x1p-30
  }
}

enum MixingRows: ScaledMistake {
  static func noise<T: Real>(row: Int, _ type: T.Type) -> T {
    T.self == Float.self && row == 1 ? 0x1p-20 : 0
  }
}

enum FloatOnly: ScaledMistake {
  static func noise<T: Real>(row: Int, _ type: T.Type) -> T { T.self == Float.self ? 0.01 : 0 }
}

/// x less the mean of its batch, in inference too or only while training.
struct Centered<Mistake: CenteredMistake>: Layer {
  static var kind: String { "centered" }

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    let (x, y) = (context.input(), context.output())
    guard Mistake.modes.contains(context.mode) else {
      for index in 0..<x.count { y[index] = x[index] }
      return
    }
    center(x, into: y)
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    if let gradient = context.inputGradient() {
      center(context.outputGradient().readOnly, into: gradient)
    }
  }

  private func center<T: Real>(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    let (rows, columns) = (x.shape[0], x.shape[1])
    for column in 0..<columns {
      var sum: T = 0
      for row in 0..<rows { sum += x[row * columns + column] }
      for row in 0..<rows {
        y[row * columns + column] = x[row * columns + column] - sum / T(rows)
      }
    }
  }
}

protocol CenteredMistake: Hashable, Sendable { static var modes: [Mode] { get } }
enum InTraining: CenteredMistake { static var modes: [Mode] { [.training] } }
enum Always: CenteredMistake { static var modes: [Mode] { [.training, .inference] } }

/// Half of a whole number: a layer that takes anything for one.
private struct Half: Layer {
  static let kind = "half"

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [ValueType(.float32, try onlyIntegerInput(inputs).dimensions)]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.scale(context.input(), by: 0.5, into: context.output())
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {}
}

/// A layer that draws while training and hands back what it drew in inference too.
struct Noisy: Layer {
  static let kind = "noisy"
  /// Whether the way back looks at the mode.
  var isRight = true

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  func saved(for inputs: [ValueType]) throws(LayerError) -> [ValueType] { [try onlyInput(inputs)] }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    let (x, y, factors) = (context.input(), context.output(), context.saved())
    let length = x.count / x.shape[0]
    for index in 0..<x.count {
      let drawn = context.random.uniform(
        sample: context.firstSample + index / length, element: index % length)
      factors[index] = T(drawn)
      y[index] = context.mode == .training ? x[index] * factors[index] : x[index]
    }
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    guard let gradient = context.inputGradient() else { return }
    let (dy, factors) = (context.outputGradient(), context.saved())
    for index in 0..<dy.count {
      let isScaled = context.mode == .training || !isRight
      gradient[index] = isScaled ? dy[index] * factors[index] : dy[index]
    }
  }
}

@Suite struct LayerCheckTests {
  @Test func whoTakesAnythingForAWholeNumberIsFound() {
    let failure = #expect(throws: CheckFailure.self) {
      try checkLayer(Half(), inputs: [[3]], dtypes: [.int32])
    }
    #expect(failure?.property == "'input0', a number that is not whole")
    #expect(throws: CheckFailure.self) { try checkLayer(Half(), inputs: [[3]]) }
  }

  @Test func aWayBackThatForgetsTheModeIsFound() throws {
    try checkLayer(Noisy(), inputs: [[3]])
    #expect(
      failure(Noisy(isRight: false))?.property == "gradient of 'input0 in inference', element 0")
  }

  /// Without running statistics nothing stands in for those of the batch when it is gone.
  @Test func neighboursThatShowAreFound() {
    #expect(
      failure(Centered<InTraining>())?.property.hasPrefix(
        "output 0 of the first 1 samples alone, while training") == true)
    #expect(failure(Centered<Always>())?.property == "output 0 of sample 0 alone, element 0")
  }

  @Test func aRightLayerPasses() throws {
    let digest = try checkLayer(Scaled<NoMistake>(), inputs: [[3]], outputs: [[3]])
    #expect(try checkLayer(Scaled<NoMistake>(), inputs: [[3]]) == digest)
    #expect(try checkLayer(Scaled<NoMistake>(), inputs: [[3]], seed: 2) != digest)
  }

  private func failure(_ layer: some Layer, outputs: [Shape]? = nil) -> CheckFailure? {
    #expect(throws: CheckFailure.self) {
      try checkLayer(layer, inputs: [[3]], outputs: outputs)
    }
  }

  @Test func aWrongSignIsFound() {
    let failure = failure(Scaled<WrongSign>())
    #expect(failure?.property == "gradient of 'input0', element 0")
    #expect(failure?.subject == "layer 'scaled'")
  }

  @Test func onePercentIsFound() {
    #expect(failure(Scaled<OnePercent>())?.property == "gradient of 'layer0.weight', element 0")
  }

  @Test func aForgottenBiasIsFound() {
    let failure = failure(Scaled<MissingBias>())
    #expect(
      failure?.description
        == "layer 'scaled': gradient of 'layer0.bias', element 0: expected a value, "
        + "got nothing written there")
  }

  @Test func aGradientThatIsAddedToOldOnesIsFound() {
    #expect(failure(Scaled<Accumulating>())?.property.hasPrefix("gradient of 'layer0.w") == true)
  }

  @Test func aPromiseThatIsTooWideIsFound() {
    #expect(
      failure(Scaled<TooWide>())?.description.hasPrefix("layer 'scaled': output 0 in training")
        == true)
    #expect(failure(Scaled<TooWide>(), outputs: [[3]])?.property == "outputs")
  }

  @Test func aResultThatChangesIsFound() {
    #expect(failure(Scaled<Unsteady>())?.property.contains("twice") == true)
  }

  @Test func aRowThatKnowsItsPlaceIsFound() {
    #expect(
      failure(Scaled<MixingRows>())?.property == "output 0 of sample 1 alone, element 0")
  }

  @Test func floatThatDiffersFromDoubleIsFound() {
    #expect(failure(Scaled<FloatOnly>())?.property == "output 0 in Float, element 0")
  }

  @Test func aParameterThatTheLayerHasNotIsRefused() {
    let failure = #expect(throws: CheckFailure.self) {
      try checkLayer(Dense(2), inputs: [[3]], parameters: ["wait": Tensor([1])])
    }
    #expect(
      failure?.description
        == #"layer 'dense': parameters: expected one of ["weight", "bias"], got 'wait'"#)
  }

  /// At a kink every slope between those on both sides is right, and no other.
  @Test func kinksAreNoMistakes() throws {
    let zeros = Tensor<Float>(zeros: [5, 3])
    try checkLayer(ActivationLayer(.relu), inputs: [[3]], values: [zeros])
    #expect(throws: CheckFailure.self) {
      try checkLayer(Scaled<WrongSign>(), inputs: [[3]], values: [zeros])
    }
  }
}
