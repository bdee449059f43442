import Foundation
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// Every activation under the checker, by one table: a kind that is registered and not in it fails.
@Suite struct ActivationsTests {
  struct Example: CustomTestStringConvertible {
    let activation: any Activation
    var range: ClosedRange<Float> = -4...4
    /// Largest numbers, and infinities where the function has a limit.
    var extremes: [Float] = [-.infinity, -3e38, -1e4, 1e4, 3e38, .infinity]
    var testDescription: String { "\(activation)" }
  }

  private static let finite: [Float] = [-3e38, -1e4, 1e4, 3e38]

  static let examples: [Example] = [
    Example(activation: Identity()),
    Example(activation: Sigmoid()),
    Example(activation: LogSigmoid()),
    Example(activation: HardSigmoid()),
    Example(activation: Tanh()),
    Example(activation: HardTanh()),
    Example(activation: ReLU()),
    Example(activation: ReLU6(), range: -4...10),
    Example(activation: LeakyReLU()),
    Example(activation: LeakyReLU(slope: 0), extremes: finite),
    Example(activation: LeakyReLU(slope: -0.5)),
    Example(activation: LeakyReLU(slope: 2)),
    Example(activation: ELU()),
    Example(activation: ELU(alpha: 0.3)),
    Example(activation: ELU(alpha: -1.5)),
    Example(activation: SELU()),
    Example(activation: CELU()),
    Example(activation: CELU(alpha: 0.1)),
    Example(activation: CELU(alpha: 3)),
    Example(activation: GELU()),
    Example(activation: GELUTanh()),
    Example(activation: SiLU()),
    Example(activation: HardSwish()),
    Example(activation: Mish()),
    Example(activation: Softplus()),
    Example(activation: Softsign()),
    Example(activation: Softmax(), extremes: finite),
    Example(activation: Softmax(axis: 1), extremes: finite),
    Example(activation: LogSoftmax(), extremes: finite),
    Example(activation: LogSoftmax(axis: 1), extremes: finite),
  ]

  @Test(arguments: examples) func theyPassTheChecker(_ example: Example) throws {
    try checkActivation(
      example.activation, in: example.range, extremes: example.extremes)
  }

  @Test func everyKindIsChecked() {
    let kinds = LayerPlugins.all.filter { $0.family == .activation }.map { $0.kind }
    let checked = Set(Self.examples.map { type(of: $0.activation).kind })
    #expect(checked == Set(kinds))
  }

  // MARK: PyTorch's numbers

  private struct Vectors: Decodable {
    struct Elementwise: Decodable {
      let activation: AnyActivation
      let y: [Double]
      let slope: [Double]
    }
    struct AlongAxis: Decodable {
      let activation: AnyActivation
      let shape: Shape
      let x: [Double]
      let y: [Double]
      let dy: [Double]
      let dx: [Double]
    }
    let x: [Double]
    let elementwise: [Elementwise]
    let alongAxes: [AlongAxis]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/activations", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.userInfo = try PluginRegistry(LayerPlugins.all).userInfo
    return try decoder.decode(Vectors.self, from: Data(contentsOf: url))
  }

  /// y and dx.
  private func run<T: Real>(
    _ activation: any Activation, _ shape: Shape, _ x: [T], _ dy: [T]
  ) -> (y: [T], dx: [T]) {
    let (input, dx) = (Buffer<T>(count: x.count).view(shape), Buffer<T>(count: x.count).view(shape))
    let y = Buffer<T>(count: x.count).view(shape)
    for index in x.indices { (input[index], dx[index]) = (x[index], dy[index]) }
    activation.apply(to: input.readOnly, into: y, Arithmetic())
    activation.applyGradient(
      x: activation.needsInput ? input.readOnly : y.readOnly, y: y.readOnly, dy: dx.readOnly,
      into: dx, Arithmetic())
    return (y.tensor.elements, dx.tensor.elements)
  }

  private func near(
    _ got: some BinaryFloatingPoint, _ truth: Double, relative: Double, absolute: Double
  ) -> Bool {
    (Double(got) - truth).magnitude <= relative * truth.magnitude + absolute
  }

  /// What must not lose digits where it is close to 0, in Double and in Float.
  private static let exact: Set = [
    "logSigmoid", "softplus", "elu", "selu", "celu", "silu", "mish", "sigmoid", "tanh",
  ]

  /// `Vectors/activations.py` wrote them.
  @Test func elementwiseOnesAgreeWithPyTorch() throws {
    let vectors = try Self.vectors()
    try #require(vectors.x.count == 34)
    let shape: Shape = [1, 34]
    let ones = Array(repeating: 1.0, count: 34)
    for row in vectors.elementwise {
      let activation = try row.activation.resolved()
      let kind = row.activation.kind
      let double = run(activation, shape, vectors.x, ones)
      let single = run(activation, shape, vectors.x.map(Float.init), ones.map(Float.init))
      let isExact = Self.exact.contains(kind)
      for (index, x) in vectors.x.enumerated() {
        let (y, slope) = (row.y[index], row.slope[index])
        // PyTorch's own values have some roundings of 2⁻⁵³; where it takes a difference, of 1.
        #expect(
          near(double.y[index], y, relative: 1e-14, absolute: isExact ? 0x1p-1000 : 1e-14),
          "\(kind) of \(x): \(double.y[index]), not \(y)")
        #expect(
          near(double.dx[index], slope, relative: 1e-13, absolute: 1e-14),
          "\(kind)′ of \(x): \(double.dx[index]), not \(slope)")
        // Some units in the last place; below the normal numbers, x times the smallest one.
        #expect(
          near(single.y[index], y, relative: 0x1p-20, absolute: isExact ? 0x1p-142 : 0x1p-22),
          "\(kind) of \(x) in Float: \(single.y[index]), not \(y)")
        // geluTanh's 1 − σ errs by 2⁻²⁵, and is multiplied by up to 40.
        #expect(
          near(single.dx[index], slope, relative: 0x1p-20, absolute: 0x1p-19),
          "\(kind)′ of \(x) in Float: \(single.dx[index]), not \(slope)")
      }
    }
  }

  /// `Vectors/activations.py` wrote them.
  @Test func thoseAlongAnAxisAgreeWithPyTorch() throws {
    for row in try Self.vectors().alongAxes {
      let activation = try row.activation.resolved()
      let double = run(activation, row.shape, row.x, row.dy)
      let single = run(activation, row.shape, row.x.map(Float.init), row.dy.map(Float.init))
      for index in row.x.indices {
        #expect(near(double.y[index], row.y[index], relative: 1e-14, absolute: 1e-14))
        #expect(near(double.dx[index], row.dx[index], relative: 1e-14, absolute: 1e-14))
        #expect(near(single.y[index], row.y[index], relative: 0x1p-21, absolute: 0x1p-22))
        #expect(near(single.dx[index], row.dx[index], relative: 0x1p-20, absolute: 0x1p-21))
      }
    }
  }

  @Test func everyKindIsComparedWithPyTorch() throws {
    let vectors = try Self.vectors()
    let compared =
      vectors.elementwise.map(\.activation.kind) + vectors.alongAxes.map(\.activation.kind)
    let kinds = LayerPlugins.all.filter { $0.family == .activation }.map { $0.kind }
    #expect(Set(compared) == Set(kinds))
  }

  // MARK: The same bits

  /// What goes through a kernel block by block is what each number gives by itself.
  @Test func blocksHaveTheBitsOfTheirNumbers() {
    func check(_ function: some KernelActivation) {
      // Some blocks and a part of one.
      let x = Samples.uniform([1, 1003], in: -30...30).elements
      let got = run(function, [1, 1003], x, Array(repeating: 1, count: 1003))
      for (index, x) in x.enumerated() {
        let (y, slope) = (function.value(x), function.derivative(x, value: function.value(x)))
        #expect(got.y[index].bitPattern == y.bitPattern, "\(function) of \(x)")
        #expect(got.dx[index].bitPattern == slope.bitPattern, "\(function)′ of \(x)")
      }
    }
    var count = 0
    for example in Self.examples {
      guard let function = example.activation as? any KernelActivation else { continue }
      count += 1
      check(function)
    }
    #expect(count >= 10)
  }

  // MARK: The exact gelu

  private struct GELUVectors: Decodable {
    struct Row: Decodable {
      let x: Double
      let y: Double
      let slope: Double
    }
    let rows: [Row]
  }

  /// The exact function and its derivative; `Vectors/gelu.py` wrote the values.
  @Test func geluValues() throws {
    let url = try #require(Bundle.module.url(forResource: "Vectors/gelu", withExtension: "json"))
    let rows = try JSONDecoder().decode(GELUVectors.self, from: Data(contentsOf: url)).rows
    try #require(rows.count == 30)
    for row in rows {
      let double = run(GELU(), [1], [row.x], [1])
      let single = run(GELU(), [1], [Float(row.x)], [1])
      // The rounding of x / √2 weighs x² times.
      #expect(near(double.y[0], row.y, relative: 1e-13, absolute: 0), "x \(row.x)")
      #expect(near(double.dx[0], row.slope, relative: 1e-14, absolute: 1e-16), "x \(row.x)")
      // 2 units in the last place; of the smallest denormal at the end.
      #expect(near(single.y[0], row.y, relative: 0x1p-22, absolute: 0x1p-148), "x \(row.x)")
      #expect(near(single.dx[0], row.slope, relative: 0x1p-22, absolute: 0x1p-24), "x \(row.x)")
    }
  }

  // MARK: Hyperparameters

  private static func decoded(_ text: String) throws -> AnyActivation {
    let decoder = JSONDecoder()
    decoder.userInfo = try PluginRegistry(LayerPlugins.all).userInfo
    return try decoder.decode(AnyActivation.self, from: Data(text.utf8))
  }

  @Test(arguments: [
    (#"{"celu": {"alpha": 0}}"#, "celu: alpha: expected a finite number over 0, got 0.0"),
    (#"{"celu": {"alpha": -1}}"#, "celu: alpha: expected a finite number over 0, got -1.0"),
    (
      #"{"softmax": {"axis": 0}}"#,
      "softmax: axis: expected an axis of a sample; 0 is the batch, got 0"
    ),
    (
      #"{"logSoftmax": {"axis": 0}}"#,
      "logSoftmax: axis: expected an axis of a sample; 0 is the batch, got 0"
    ),
  ])
  func filesWithHyperparametersOutOfRange(_ text: String, _ message: String) {
    let error = #expect(throws: PluginError.self) { try Self.decoded(text) }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      (LeakyReLU(slope: .nan), "leakyReLU: slope: expected a finite number, got nan"),
      (LeakyReLU(slope: .infinity), "leakyReLU: slope: expected a finite number, got inf"),
      (ELU(alpha: .nan), "elu: alpha: expected a finite number, got nan"),
      (CELU(alpha: .nan), "celu: alpha: expected a finite number over 0, got nan"),
      (CELU(alpha: 0), "celu: alpha: expected a finite number over 0, got 0.0"),
      (Softmax(axis: 0), "softmax: axis: expected an axis of a sample; 0 is the batch, got 0"),
      (Softmax(axis: 3), "softmax: axis: expected an axis of a sample of [batch, 2, 3], got 3"),
      (Softmax(axis: -3), "softmax: axis: expected an axis of a sample of [batch, 2, 3], got -3"),
      (
        Softmax(axis: .min),
        "softmax: axis: expected an axis of a sample of [batch, 2, 3], got \(Int.min)"
      ),
      (
        LogSoftmax(axis: 7),
        "logSoftmax: axis: expected an axis of a sample of [batch, 2, 3], got 7"
      ),
    ] as [(any Activation, String)])
  func layersWithHyperparametersOutOfRange(_ activation: any Activation, _ message: String) throws {
    let layers: [any Layer] = [Self.layer(activation), Self.dense(activation)]
    for layer in layers {
      let error = #expect(throws: LayerError.self) {
        try layer.outputs(for: [ValueType(batchOf: [2, 3])])
      }
      #expect(error?.description == message)
    }
  }

  private static func layer(_ activation: some Activation) -> any Layer {
    ActivationLayer(activation)
  }
  private static func dense(_ activation: some Activation) -> any Layer {
    Dense(3, activation: activation)
  }

  /// What had no hyperparameter once is written as it was.
  @Test(arguments: [
    #""softmax""#, #"{"softmax":{"axis":1}}"#, #"{"logSoftmax":{"axis":-1}}"#, #""gelu""#,
    #""silu""#,
    #"{"elu":{"alpha":0.5}}"#,
  ])
  func codedForms(_ text: String) throws {
    let written = try JSONEncoder().encode(Self.decoded(text))
    #expect(String(decoding: written, as: UTF8.self) == text)
  }

  @Test func defaults() throws {
    #expect(try Self.decoded(#""softmax""#) == AnyActivation(.softmax))
    #expect(try Self.decoded(#"{"softmax": {}}"#) == AnyActivation(.softmax(axis: -1)))
    #expect(try Self.decoded(#""elu""#) == AnyActivation(.elu(alpha: 1)))
    #expect(try Self.decoded(#""celu""#) == AnyActivation(.celu(alpha: 1)))
    #expect(try Self.decoded(#""leakyReLU""#) == AnyActivation(.leakyReLU(slope: 0.01)))
  }
}
