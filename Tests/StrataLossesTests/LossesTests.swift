import Foundation
import StrataLosses
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// Every loss under the checker, by one table: a kind that is registered and not in it fails.
@Suite struct LossesTests {
  struct Example: CustomTestStringConvertible {
    let loss: any Loss
    var predictions: ClosedRange<Float> = -2...2
    var targets: ClosedRange<Float> = 0.05...0.95
    var extremes: [Float] = [-1e4, 0, 1e4]
    var testDescription: String { "\(loss)" }
  }

  private static func probabilities(_ loss: some Loss) -> Example {
    Example(loss: loss, predictions: 0.05...0.95, extremes: [0, 1, 1e-38])
  }

  static let examples: [Example] = [
    Example(loss: MeanSquaredError()),
    Example(loss: MeanAbsoluteError()),
    Example(loss: MeanSquaredLogarithmicError(), predictions: -0.8...4, targets: 0...5),
    Example(loss: Huber(), targets: -2...2, extremes: [-1e38, 0, 1e38]),
    Example(loss: Huber(delta: 0.3), targets: -2...2, extremes: [-1e38, 0, 1e38]),
    Example(loss: LogCosh(), targets: -2...2, extremes: [-1e38, 0, 1e-30, 1e38]),
    Example(loss: Quantile(), targets: -2...2, extremes: [-1e38, 0, 1e38]),
    Example(loss: Quantile(q: 0.9), targets: -2...2, extremes: [-1e38, 0, 1e38]),
    Example(
      loss: Poisson(), predictions: 0.05...4, targets: 0...5, extremes: [-1e4, 0, 1e-38, 1e38]),
    Example(loss: Poisson(logInput: true), targets: 0...5, extremes: [-1e38, 0, 80, 1e38]),
    Example(loss: SoftmaxCrossEntropy()),
    Example(loss: SoftmaxCrossEntropy(labelSmoothing: 0.2)),
    Example(loss: SigmoidCrossEntropy()),
    Example(loss: SigmoidCrossEntropy(labelSmoothing: 0.2)),
    probabilities(CategoricalCrossEntropy()),
    probabilities(CategoricalCrossEntropy(labelSmoothing: 0.2)),
    probabilities(BinaryCrossEntropy()),
    probabilities(BinaryCrossEntropy(labelSmoothing: 0.2)),
    Example(loss: Focal()),
    Example(loss: Focal(gamma: 0, alpha: 0.5)),
    Example(loss: Focal(gamma: 0.5, alpha: 0.9)),
    Example(loss: Focal(gamma: 5)),
    probabilities(KLDivergence()),
    Example(loss: Hinge(), targets: -1...1),
    Example(loss: SquaredHinge(), targets: -1...1),
    Example(
      loss: CosineSimilarity(), targets: -1...1,
      extremes: [-1e38, 0, 1e-38, .leastNonzeroMagnitude, 1e4]),
  ]

  @Test(arguments: examples) func theyPassTheChecker(_ example: Example) throws {
    try checkLoss(
      example.loss, predictions: example.predictions, targets: example.targets,
      extremes: example.extremes)
  }

  private static let kinds = Set(LossPlugins.all.map { $0.kind })

  @Test func everyKindIsChecked() {
    #expect(Set(Self.examples.map { type(of: $0.loss).kind }) == Self.kinds)
  }

  // MARK: PyTorch's numbers

  private struct AnyLoss: Codable {
    let box: AnyPlugin
    var loss: any Loss { get throws { try #require(try box.plugin as? any Loss) } }
    init(from decoder: any Decoder) throws { box = try AnyPlugin(.loss, from: decoder) }
    func encode(to encoder: any Encoder) throws { try box.encode(to: encoder) }
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.userInfo = try PluginRegistry(LossPlugins.all).userInfo
    return try decoder.decode(type, from: data)
  }

  private struct Vectors: Decodable {
    struct Case: Decodable {
      let loss: AnyLoss
      let outputs: Int
      let predictions: [Double]
      let targets: [Double]?
      let labels: [Int32]?
      let losses: [Double]
      let gradient: [Double]
    }
    let cases: [Case]
  }

  private static func cases() throws -> [Vectors.Case] {
    let url = try #require(Bundle.module.url(forResource: "Vectors/losses", withExtension: "json"))
    return try decode(Vectors.self, Data(contentsOf: url)).cases
  }

  /// The losses of samples and the mean's gradient.
  private func run<T: Real>(
    _ loss: any Loss, _ predictions: [T], outputs: Int, values: [T]?, labels: [Int32]?
  ) -> (losses: [T], gradient: [T]) {
    let samples = predictions.count / outputs
    func view(_ elements: [T]) -> TensorView<T> {
      let view = Buffer<T>(count: elements.count).view([samples, elements.count / samples])
      for index in elements.indices { view[index] = elements[index] }
      return view.readOnly
    }
    let targets: TargetView<T> =
      if let values { .values(view(values)) } else { .classes(TensorView(Tensor(labels ?? []))) }
    let losses = Buffer<T>(count: samples).view([samples])
    let gradient = Buffer<T>(count: predictions.count).view([samples, outputs])
    loss.apply(to: view(predictions), targets, into: losses, Arithmetic())
    loss.applyGradient(
      view(predictions), targets, scale: 1 / T(samples), into: gradient, Arithmetic())
    return (losses.tensor.elements, gradient.tensor.elements)
  }

  private func near(_ got: some BinaryFloatingPoint, _ truth: Double, _ tolerance: Double) -> Bool {
    (Double(got) - truth).magnitude <= tolerance * max(1, truth.magnitude)
  }

  /// `Vectors/losses.py` wrote them.
  @Test func theyAgreeWithPyTorch() throws {
    let cases = try Self.cases()
    try #require(cases.count == 34)
    for row in cases {
      let (loss, name) = (try row.loss.loss, "\(try row.loss.loss), \(row.outputs) outputs")
      try loss.check(outputs: row.outputs, targets: row.labels == nil ? row.outputs : nil)
      let double = run(
        loss, row.predictions, outputs: row.outputs, values: row.targets, labels: row.labels)
      let single = run(
        loss, row.predictions.map(Float.init), outputs: row.outputs,
        values: row.targets?.map(Float.init), labels: row.labels)
      try #require(double.losses.count == row.losses.count)
      try #require(double.gradient.count == row.gradient.count)
      for (index, truth) in row.losses.enumerated() {
        // A dozen roundings of 2⁻⁵³, or of 2⁻²⁴.
        #expect(near(double.losses[index], truth, 1e-13), "\(name): sample \(index)")
        #expect(near(single.losses[index], truth, 1e-6), "\(name): sample \(index) in Float")
      }
      for (index, truth) in row.gradient.enumerated() {
        #expect(near(double.gradient[index], truth, 1e-13), "\(name): gradient \(index)")
        #expect(near(single.gradient[index], truth, 1e-6), "\(name): gradient \(index) in Float")
      }
    }
  }

  @Test func everyKindIsComparedWithPyTorch() throws {
    #expect(Set(try Self.cases().map(\.loss.box.kind)) == Self.kinds)
  }

  // MARK: Digits

  /// Where a loss is close to 0 it is still itself: relative to each, Float agrees with Double.
  @Test(
    arguments: [
      (LogCosh(), 1, -10...10), (Focal(), 1, -20...20), (Focal(gamma: 0.5), 4, -15...15),
      (SoftmaxCrossEntropy(labelSmoothing: 0.1), 3, -9...9), (CosineSimilarity(), 3, 0.999...1.001),
    ] as [(any Loss, Int, ClosedRange<Float>)])
  func smallLossesKeepTheirDigits(_ loss: any Loss, _ outputs: Int, _ range: ClosedRange<Float>) {
    let y = Samples.uniform([200, outputs], in: range).elements
    let t: [Float] =
      switch loss {
      // Distances from 0 to 10.
      case is LogCosh: y.map { $0 + $0 * $0 * $0 * 0.01 }
      // Directions that nearly agree.
      case is CosineSimilarity: Samples.uniform([200, outputs], in: range, seed: 2).elements
      default: y.indices.map { $0 % outputs == 0 ? 1 : 0 }
      }
    let single = run(loss, y, outputs: outputs, values: t, labels: nil)
    let double = run(
      loss, y.map(Double.init), outputs: outputs, values: t.map(Double.init), labels: nil)
    // Powers of up to 40, with 2⁻²⁴ each; ends of unit vectors that are 10⁻⁴ apart.
    let (least, bound) = loss is CosineSimilarity ? (1e-8, 1e-2) : (1e-12, 0x1p-17)
    var count = 0
    for (got, truth) in zip(single.losses, double.losses) where truth > least {
      count += 1
      #expect((Double(got) - truth).magnitude <= bound * truth, "\(got), not \(truth)")
    }
    #expect(count > 100)
  }

  // MARK: Targets

  /// 0 and 1, −1 and +1, and class numbers say the same.
  @Test(arguments: [Hinge(), SquaredHinge()] as [any Loss])
  func yesAndNoInThreeForms(_ loss: any Loss) throws {
    let y: [Float] = [-2, -0.5, 0.25, 3, -2, -0.5, 0.25, 3]
    let labels: [Int32] = [0, 0, 0, 0, 1, 1, 1, 1]
    try loss.check(outputs: 1, targets: nil)
    let numbers = run(loss, y, outputs: 1, values: nil, labels: labels)
    let bits = run(loss, y, outputs: 1, values: labels.map(Float.init), labels: nil)
    let signs = run(loss, y, outputs: 1, values: labels.map { Float($0) * 2 - 1 }, labels: nil)
    #expect(numbers == bits && numbers == signs)
    let hinges: [Float] = [0, 0.5, 1.25, 4, 3, 1.5, 0.75, 0]
    #expect(numbers.losses == (loss is Hinge ? hinges : hinges.map { $0 * $0 }))
  }

  /// With γ = 0 and both answers alike, focal is half a cross-entropy; for classes a whole one.
  @Test func focalIsACrossEntropyToo() {
    let y = Samples.uniform([30, 3], in: -4...4).elements
    let labels = Samples.classes(30, below: 3)
    let focal = run(Focal(gamma: 0), y, outputs: 3, values: nil, labels: labels)
    let whole = run(SoftmaxCrossEntropy(), y, outputs: 3, values: nil, labels: labels)
    for (got, truth) in zip(focal.losses + focal.gradient, whole.losses + whole.gradient) {
      #expect(near(got, Double(truth), 1e-6))
    }
    let answers = labels.map { $0 % 2 }
    let first = Array(y.prefix(30))
    let yes = run(Focal(gamma: 0, alpha: 0.5), first, outputs: 1, values: nil, labels: answers)
    let half = run(SigmoidCrossEntropy(), first, outputs: 1, values: nil, labels: answers)
    for (got, truth) in zip(yes.losses + yes.gradient, half.losses + half.gradient) {
      #expect(near(got, Double(truth) / 2, 1e-6))
    }
  }

  @Test func directionsAndLengths() {
    let y: [Float] = [3, 4, -6, -8, 4, -3, 0, 0, .leastNonzeroMagnitude, 0]
    let t: [Float] = [30, 40, 3, 4, 3, 4, 3, 4, 3, 4]
    let got = run(CosineSimilarity(), y, outputs: 2, values: t, labels: nil)
    // A right angle's product of unit vectors is 0 but for a rounding.
    #expect(zip(got.losses, [0, 2, 1, 1, 1]).allSatisfy { ($0 - $1).magnitude <= 0x1p-22 })
    #expect(Array(got.gradient.suffix(4)) == [0, 0, 0, 0])
  }

  /// A rate that is none goes up where something was counted, and stays where nothing was.
  @Test func ratesBelowZero() {
    let got = run(
      Poisson(), [-1, -1, 0, 0] as [Float], outputs: 1, values: [0, 2, 0, 2], labels: nil)
    #expect(got.gradient[0] == 0 && got.gradient[2] == 0)
    #expect(got.gradient[1] < -1e6 && got.gradient[1] == got.gradient[3])
    #expect(got.losses[0] == 0x1p-24)
  }

  /// A prediction below 0 is led back.
  @Test func predictionsWithoutALogarithm() {
    let got = run(
      MeanSquaredLogarithmicError(), [-1, -50] as [Float], outputs: 1, values: [0, 0], labels: nil)
    #expect(got.losses == [1, 2500] && got.gradient == [-1, -50])
  }

  // MARK: Hyperparameters

  @Test(arguments: [
    (#"{"huber": {"delta": -1}}"#, "huber: delta: expected a finite number over 0, got -1.0"),
    (#"{"huber": {"delta": 0}}"#, "huber: delta: expected a finite number over 0, got 0.0"),
    (#"{"quantile": {"q": 0}}"#, "quantile: q: expected over 0 and below 1, got 0.0"),
    (#"{"quantile": {"q": 1}}"#, "quantile: q: expected over 0 and below 1, got 1.0"),
    (#"{"quantile": {"q": -0.5}}"#, "quantile: q: expected over 0 and below 1, got -0.5"),
    (
      #"{"focal": {"gamma": -1}}"#,
      "focal: gamma: expected a finite number of at least 0, got -1.0"
    ),
    (#"{"focal": {"alpha": 0}}"#, "focal: alpha: expected over 0 and below 1, got 0.0"),
    (#"{"focal": {"alpha": 1}}"#, "focal: alpha: expected over 0 and below 1, got 1.0"),
    (
      #"{"binaryCrossEntropy": {"labelSmoothing": 1}}"#,
      "binaryCrossEntropy: labelSmoothing: expected at least 0 and below 1, got 1.0"
    ),
    (
      #"{"sigmoidCrossEntropy": {"labelSmoothing": -0.5}}"#,
      "sigmoidCrossEntropy: labelSmoothing: expected at least 0 and below 1, got -0.5"
    ),
    (
      #"{"categoricalCrossEntropy": {"labelSmoothing": 2}}"#,
      "categoricalCrossEntropy: labelSmoothing: expected at least 0 and below 1, got 2.0"
    ),
    (
      #"{"softmaxCrossEntropy": {"labelSmoothing": 1.5}}"#,
      "softmaxCrossEntropy: labelSmoothing: expected at least 0 and below 1, got 1.5"
    ),
  ])
  func filesWithHyperparametersOutOfRange(_ text: String, _ message: String) {
    let error = #expect(throws: PluginError.self) {
      try Self.decode(AnyLoss.self, Data(text.utf8))
    }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      (Huber(delta: .nan), "huber: delta: expected a finite number over 0, got nan"),
      (Huber(delta: .infinity), "huber: delta: expected a finite number over 0, got inf"),
      (Quantile(q: .nan), "quantile: q: expected over 0 and below 1, got nan"),
      (Focal(gamma: .nan), "focal: gamma: expected a finite number of at least 0, got nan"),
      (Focal(gamma: .infinity), "focal: gamma: expected a finite number of at least 0, got inf"),
      (Focal(alpha: .nan), "focal: alpha: expected over 0 and below 1, got nan"),
      (
        BinaryCrossEntropy(labelSmoothing: .nan),
        "binaryCrossEntropy: labelSmoothing: expected at least 0 and below 1, got nan"
      ),
      (
        SigmoidCrossEntropy(labelSmoothing: .nan),
        "sigmoidCrossEntropy: labelSmoothing: expected at least 0 and below 1, got nan"
      ),
      (
        CategoricalCrossEntropy(labelSmoothing: 1),
        "categoricalCrossEntropy: labelSmoothing: expected at least 0 and below 1, got 1.0"
      ),
      (
        SoftmaxCrossEntropy(labelSmoothing: -0.1),
        "softmaxCrossEntropy: labelSmoothing: expected at least 0 and below 1, got -0.1"
      ),
    ] as [(any Loss, String)])
  func hyperparametersOutOfRange(_ loss: any Loss, _ message: String) {
    let error = #expect(throws: PluginError.self) { try loss.check() }
    #expect(error?.description == message)
  }

  /// What had no hyperparameter once is written as it was.
  @Test(arguments: [
    #""softmaxCrossEntropy""#, #""categoricalCrossEntropy""#, #""sigmoidCrossEntropy""#,
    #""binaryCrossEntropy""#, #""meanSquaredError""#, #"{"huber":{"delta":0.5}}"#,
    #"{"softmaxCrossEntropy":{"labelSmoothing":0.5}}"#, #"{"poisson":{"logInput":false}}"#,
  ])
  func codedForms(_ text: String) throws {
    let loss = try Self.decode(AnyLoss.self, Data(text.utf8))
    #expect(String(decoding: try JSONEncoder().encode(loss), as: UTF8.self) == text)
  }
}
