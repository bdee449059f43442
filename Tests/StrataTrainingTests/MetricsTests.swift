import Foundation
import StrataData
import StrataJSON
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

@testable import StrataTraining

@Suite struct MetricsTests {
  private func value(
    _ metric: some Metric, _ answers: Tensor<Float>, _ targets: TargetView<Float>
  ) -> Double {
    var accumulator = metric.accumulator()
    accumulator.add(TensorView(answers), targets)
    return accumulator.value
  }

  /// One of each kind, and others where parameters make a difference.
  static let all: [any Metric] = [
    Accuracy(), TopK(), TopK(1), TopK(2), Precision(), Precision(average: .micro),
    Precision(multiLabel: true), Recall(), Recall(average: .micro), Recall(multiLabel: true), F1(),
    F1(average: .micro), F1(average: .micro, multiLabel: true), AUC(), AbsoluteError(),
    SquaredError(), RootMeanSquaredError(), R2(),
  ]

  @Test(arguments: all.indices) func keepsItsPromises(_ index: Int) throws {
    try checkMetric(Self.all[index])
    try checkMetric(Self.all[index], targets: -100...100, seed: 5)
  }

  /// A metric that is registered and not in the list above would go unchecked.
  @Test func everyKindIsChecked() {
    let registered = TrainingPlugins.all.filter { $0.family == .metric }.map { $0.kind }
    #expect(Set(Self.all.map { type(of: $0).kind }) == Set(registered))
  }

  // MARK: - scikit-learn

  private struct Vectors: Decodable {
    struct Case: Decodable {
      let name: String
      let columns: Int
      let answers: [Float]
      let labels: [Int32]?
      let values: [Float]?
      let expected: [String: Double?]
      let confusion: [[Int]]?
    }
    let scikitLearn: String
    let cases: [Case]
  }

  private static func cases() throws -> [Vectors.Case] {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/metrics", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url)).cases
  }

  private static func metric(_ key: String) throws -> any Metric {
    if key.hasPrefix("top") { return TopK(try #require(Int(key.dropFirst(3)))) }
    let multiLabel = key.hasSuffix("MultiLabel")
    let average: ClassAverage = key.contains("Micro") ? .micro : .macro
    if key.hasPrefix("precision") { return Precision(average: average, multiLabel: multiLabel) }
    if key.hasPrefix("recall") { return Recall(average: average, multiLabel: multiLabel) }
    if key.hasPrefix("f1") { return F1(average: average, multiLabel: multiLabel) }
    return try #require(
      try PluginRegistry(TrainingPlugins.all).plugin(.metric, kind: key) as? any Metric)
  }

  /// `Vectors/metrics.py` wrote them.
  @Test func numbersOfScikitLearn() throws {
    let cases = try Self.cases()
    try #require(cases.count == 20)
    var kinds: Set<String> = []
    for vector in cases {
      let rows = vector.answers.count / vector.columns
      let answers = try Tensor<Float>(shape: [rows, vector.columns], elements: vector.answers)
      let targets: TargetView<Float> =
        if let labels = vector.labels {
          .classes(TensorView(Tensor(labels)))
        } else {
          .values(
            TensorView(
              try Tensor(
                shape: [rows, vector.columns], elements: try #require(vector.values))))
        }
      for (key, expected) in vector.expected {
        let metric = try Self.metric(key)
        kinds.insert(type(of: metric).kind)
        let got = value(metric, answers, targets)
        if let expected {
          // Some additions in another order.
          let tolerance = 1e-13 * max(abs(expected), 1)
          #expect((got - expected).magnitude <= tolerance, "\(vector.name): \(key) \(got)")
        } else {
          #expect(got.isNaN, "\(vector.name): \(key)")
        }
      }
      if let expected = vector.confusion {
        var matrix = try ConfusionMatrix(classes: expected.count)
        try matrix.add(TensorView(answers), targets)
        #expect(matrix.counts == expected, "\(vector.name)")
        #expect(matrix.total == rows)
        #expect(matrix.accuracy == value(Accuracy(), answers, targets))
      }
    }
    // All of them.
    #expect(kinds == Set(Self.all.map { type(of: $0).kind }))
  }

  // MARK: - By hand

  @Test func accuracy() throws {
    let answers = try Tensor<Float>(
      shape: [4, 3],
      elements: [0.1, 0.7, 0.2, 0.5, 0.5, 0, 0.2, 0.2, 0.6, 0.9, 0.1, 0])
    let labels = TensorView(Tensor<Int32>([1, 0, 2, 1]))
    // The second is a tie, which the smaller number wins; the fourth is wrong.
    #expect(value(Accuracy(), answers, .classes(labels)) == 0.75)
    #expect(value(TopK(1), answers, .classes(labels)) == 0.75)
    let oneHot = try Tensor<Float>(
      shape: [4, 3], elements: [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0])
    #expect(value(Accuracy(), answers, .values(TensorView(oneHot))) == 0.75)
  }

  @Test func accuracyOfYesOrNo() throws {
    let answers = try Tensor<Float>(shape: [4, 1], elements: [0.5, 0.49, 0.9, 0.1])
    let labels = TensorView(Tensor<Int32>([1, 0, 0, 0]))
    #expect(value(Accuracy(), answers, .classes(labels)) == 0.75)
    #expect(value(TopK(1), answers, .classes(labels)) == 0.75)
    #expect(value(TopK(2), answers, .classes(labels)) == 1)
    let targets = try Tensor<Float>(shape: [4, 1], elements: [1, 0, 1, 1])
    #expect(value(Accuracy(), answers, .values(TensorView(targets))) == 0.75)
  }

  /// Between equal probabilities the smaller number comes first, and a NaN last.
  @Test func tiesOfTheTopClasses() throws {
    let answers = try Tensor<Float>(
      shape: [3, 4], elements: [0.25, 0.25, 0.25, 0.25, 0.1, 0.4, 0.1, 0.4, .nan, 0, 0, 0])
    func share(_ k: Int, _ labels: [Int32]) -> Double {
      value(TopK(k), answers, .classes(TensorView(Tensor(labels)))) * 3
    }
    #expect(share(1, [0, 1, 1]) == 3)
    #expect(share(1, [1, 3, 0]) == 0)
    #expect(share(2, [1, 3, 2]) == 3)
    #expect(share(3, [3, 2, 0]) == 0)
    #expect(share(4, [3, 2, 0]) == 3)
  }

  @Test func absoluteError() throws {
    let answers = try Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, 4])
    let targets = try Tensor<Float>(shape: [2, 2], elements: [1, 0, 4, 4])
    #expect(value(AbsoluteError(), answers, .values(TensorView(targets))) == 0.75)
  }

  @Test func perfectAnswers() throws {
    let answers = try Tensor<Float>(shape: [3, 3], elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    for metric in Self.all {
      let isError = metric is AbsoluteError || metric is SquaredError
      let best: Double = isError || metric is RootMeanSquaredError ? 0 : 1
      #expect(value(metric, answers, .classes(TensorView(Tensor([0, 1, 2])))) == best)
    }
  }

  @Test(arguments: all.indices) func nothingSeenIsZero(_ index: Int) {
    let metric = Self.all[index]
    // Of nothing the area is undefined.
    let value = metric.accumulator().value
    #expect(metric is AUC ? value.isNaN : value == 0)
  }

  // MARK: - Names and parameters

  @Test func names() {
    #expect(
      Self.all.map(\.name) == [
        "accuracy", "top5", "top1", "top2", "precision", "precisionMicro", "precision", "recall",
        "recallMicro", "recall", "f1", "f1Micro", "f1Micro", "auc", "meanAbsoluteError",
        "meanSquaredError", "rootMeanSquaredError", "r2",
      ])
    let dotted: [any Metric] = [
      .accuracy, .topK(3), .precision(), .recall(average: .micro), .f1(multiLabel: true), .auc,
      .meanAbsoluteError, .meanSquaredError, .rootMeanSquaredError, .r2,
    ]
    #expect(Set(dotted.map { type(of: $0).kind }).count == dotted.count)
  }

  @Test func numbersOfClassesBelowOneAreRefused() throws {
    let error = #expect(throws: PluginError.self) { try TopK(0).check() }
    #expect(error?.description == "topK: k: expected at least 1, got 0")
    #expect(throws: (any Error).self) {
      try JSONReader.decode(TopK.self, from: Array(#"{"k": -1}"#.utf8))
    }
    let evaluator = #expect(throws: TrainingError.self) {
      try Evaluator(Fixtures.network(), loss: .softmaxCrossEntropy, metrics: [.topK(0)])
    }
    #expect(evaluator?.description == "topK k: expected at least 1, got 0")
    #expect(throws: TrainingError.self) {
      try Trainer(
        Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(), metrics: [.topK(0)])
    }
  }

  @Test func missingParametersHaveDefaults() throws {
    func read<M: Metric>(_ text: String, _ type: M.Type = M.self) throws -> M {
      try JSONReader.decode(M.self, from: Array(text.utf8))
    }
    #expect(try read("{}") == TopK(5))
    #expect(try read("{}") == Precision())
    #expect(try read(#"{"average": "micro"}"#) == Recall(average: .micro))
    #expect(try read(#"{"multiLabel": true}"#) == F1(multiLabel: true))
    #expect(throws: (any Error).self) { try read(#"{"average": "weighted"}"#, F1.self) }
  }

  /// The same kind twice, under two names.
  @Test func aTrainingWithSeveralOfAKind() throws {
    let trainer = try Trainer(
      Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(),
      metrics: [.topK(1), .topK(2), .precision(), .precision(average: .micro), .auc])
    let data = try Fixtures.classes(40)
    let record = try trainer.fit(data, epochs: 1, validation: data)[0]
    let names = ["top1", "top2", "precision", "precisionMicro", "auc"]
    #expect(record.metrics.map(\.name) == names)
    #expect(record.validationMetrics.map(\.name) == names)
    #expect(record.values.map(\.name).contains("validationTop2"))
    let error = #expect(throws: TrainingError.self) {
      try Trainer(
        Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(),
        metrics: [.topK(2), .topK(2)])
    }
    #expect(error?.description == "metrics: expected each name once, got 'top2' twice")
  }

  /// JSON has no NaN: what is undefined is left out of what is written.
  @Test func undefinedValuesAreLeftOutOfFiles() throws {
    let trainer = try Fixtures.trainer()
    let metrics: [any Metric] = [.auc, .accuracy]
    let one = try Dataset(
      inputs: Samples.uniform([10, 4]), targets: .classes([Int32](repeating: 1, count: 10)))
    let measured = try Evaluator(trainer.model, loss: .softmaxCrossEntropy, metrics: metrics)
      .evaluate(one).metrics
    #expect(measured[0].name == "auc" && measured[0].value.isNaN)
    #expect(measured[1].value.isFinite)
    let record = EpochRecord(epoch: 1, loss: 1, metrics: measured)
    let back = try JSONReader.decode(EpochRecord.self, from: JSONWriter.encode(record))
    #expect(back.metrics == [measured[1]])
  }

  // MARK: - Counts from files

  /// What was written before there were others.
  @Test func theFormsOfTheFirstTwoAreKept() throws {
    func text(_ metric: some Metric) throws -> String {
      var accumulator = metric.accumulator()
      accumulator.add(
        TensorView(try Tensor(shape: [2, 1], elements: [0.5, 3])),
        .values(TensorView(try Tensor(shape: [2, 1], elements: [1, 1]))))
      return String(decoding: try JSONWriter.encode(accumulator), as: UTF8.self)
        .filter { !$0.isWhitespace }
    }
    #expect(try text(Accuracy()) == #"{"right":2,"total":2}"#)
    #expect(try text(AbsoluteError()) == #"{"sum":2.5,"count":2}"#)
  }

  /// Counts that cannot be are refused, and none that decodes makes a metric trap.
  @Test func countsThatLie() throws {
    func take(_ metric: some Metric, _ text: String) throws {
      let counted = try JSONReader.decode(Configuration.self, from: Array(text.utf8))
      var accumulator = try AccumulatorCoding.accumulator(of: metric, counted)
      _ = accumulator.value
      accumulator.add(
        TensorView(Samples.uniform([5, 3])), .classes(TensorView(Tensor([0, 1, 2, 0, 1]))))
      accumulator.add(
        TensorView(Samples.uniform([5, 3])), .values(TensorView(Samples.uniform([5, 3]))))
      _ = accumulator.value
    }
    func refused(_ metric: some Metric, _ text: String) {
      #expect(throws: TrainingError.self, "\(text)") { try take(metric, text) }
    }
    refused(Accuracy(), #"{"right": -1, "total": 2}"#)
    refused(Accuracy(), #"{"right": 1, "total": 9223372036854775807}"#)
    refused(Accuracy(), #"{"right": 1}"#)
    refused(Accuracy(), "null")
    refused(AbsoluteError(), #"{"sum": "many", "count": 1}"#)
    refused(AUC(), #"{"outputs": [{"positives": "0000000", "negatives": ""}]}"#)
    refused(AUC(), #"{"outputs": [{"positives": "0000000g", "negatives": ""}]}"#)
    try take(Accuracy(), #"{"right": 7, "total": 2}"#)
    try take(AbsoluteError(), #"{"sum": "nan", "count": 1}"#)
    try take(R2(), #"{"count": 0, "outputs": [{"mean": 1, "spread": -1, "residual": "infinity"}]}"#)
    try take(AUC(), #"{"outputs": [{"positives": "7fc00000", "negatives": "ff800000"}]}"#)
    let class0 = #"{"right": 5, "answers": 1, "samples": 0}"#
    let list = Array(repeating: class0, count: 7).joined(separator: ", ")
    for average in ClassAverage.allCases {
      try take(
        F1(average: average),
        #"{"share": "f1", "average": "\#(average)", "multiLabel": false, "counts": {"classes": [\#(list)]}}"#
      )
    }
  }

  /// A network that diverges must not keep its training from being left and taken up.
  @Test(arguments: all.indices) func answersThatAreNotFinite(_ index: Int) throws {
    func taken<M: Metric>(_ metric: M) throws -> (before: Double, after: Double) {
      var accumulator = metric.accumulator()
      accumulator.add(
        TensorView(try Tensor(shape: [2, 2], elements: [.infinity, .nan, -.infinity, 0])),
        .classes(TensorView(Tensor([0, 1]))))
      let counted = AccumulatorCoding.configuration(accumulator)
      #expect(counted != .null)
      return (
        accumulator.value, try AccumulatorCoding.accumulator(of: metric, counted).value
      )
    }
    let (before, after) = try taken(Self.all[index])
    #expect(before.isNaN ? after.isNaN : after == before)
  }

  /// What cannot be written of a count is left out, and refused when the epoch is taken up.
  @Test func aCountThatCannotBeWritten() throws {
    struct Strange: Metric {
      static let kind = "strange"
      struct Sum: MetricAccumulator {
        var value = Double.nan
        mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {}
      }
      func accumulator() -> Sum { Sum() }
    }
    #expect(AccumulatorCoding.configuration(Strange().accumulator()) == .null)
    #expect(throws: TrainingError.self) {
      try AccumulatorCoding.accumulator(of: Strange(), .null)
    }
  }
}
