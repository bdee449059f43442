import Foundation
import StrataBytes
import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor
import StrataTraining
import Testing

/// Learning that means something: real tables by cross-validation, and problems that are hard for
/// their size. What a training learns of a table, its preparation included, it learns of the training
/// rows alone.
@Suite struct LearningTests {
  private static let tables = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Tables")

  /// The lines of a file: the header, then the rows.
  private static func lines(_ name: String) throws -> (header: Substring, rows: [Substring]) {
    let text = try String(contentsOf: tables.appending(path: name), encoding: .utf8)
    let lines = text.split(separator: "\n")
    return (try #require(lines.first), Array(lines.dropFirst()))
  }

  private static func table(_ header: Substring, _ rows: [Substring]) throws -> Table {
    let text = ([header] + rows).joined(separator: "\n") + "\n"
    return try Table(CSVReader(ByteStream(bytes: Array(text.utf8), name: "rows.csv")))
  }

  /// The mean of a metric over five stratified parts and five seeds.
  private static func crossValidated(
    _ name: String, target: String, loss: some Loss, metric: any Metric,
    _ train: (Preparation, Dataset, UInt64) throws -> Model
  ) throws -> Double {
    let (header, rows) = try lines(name)
    let fitter = PreparationFitter(targets: [target])
    // Places stand for rows, with the class that each has.
    let whole = try table(header, rows)
    let places = try Dataset(
      inputs: Tensor(shape: [rows.count, 1], elements: rows.indices.map { Float($0) }),
      targets: fitter.fit(whole).targets(of: whole))
    var scores: [Double] = []
    for seed in 1...5 as ClosedRange<UInt64> {
      for fold in try places.folds(5, seed: seed, stratified: true) {
        let training = try table(header, fold.training.inputs.elements.map { rows[Int($0)] })
        let validation = try table(header, fold.validation.inputs.elements.map { rows[Int($0)] })
        let preparation = try fitter.fit(training)
        func data(_ table: Table) throws -> Dataset {
          try Dataset(
            inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
        }
        let model = try train(preparation, data(training), seed)
        let result = try Evaluator(model, loss: loss, metrics: [metric]).evaluate(data(validation))
        scores.append(result.metrics[0].value)
      }
    }
    #expect(scores.count == 25)
    return scores.reduce(0, +) / 25
  }

  private static func classifier(
    _ preparation: Preparation, _ data: Dataset, _ seed: UInt64
  ) throws -> Model {
    var model = try Model(input: [data.inputs.rowLength], seed: seed) {
      Dense(16, activation: .tanh)
      Dense(3)
    }
    model.preparation = preparation
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adamW(learningRate: 0.01, weightDecay: 0.05),
      schedule: .cosine(epochs: 60), batchSize: 16, seed: seed)
    try trainer.fit(data, epochs: 60)
    return trainer.model
  }

  @Test func iris() throws {
    let accuracy = try Self.crossValidated(
      "iris.csv", target: "species", loss: .softmaxCrossEntropy, metric: .accuracy, Self.classifier)
    #expect(accuracy >= 0.95, "\(accuracy)")
  }

  @Test func wine() throws {
    let accuracy = try Self.crossValidated(
      "wine.csv", target: "cultivar", loss: .softmaxCrossEntropy, metric: .accuracy,
      Self.classifier)
    #expect(accuracy >= 0.96, "\(accuracy)")
  }

  @Test func diabetes() throws {
    let r2 = try Self.crossValidated(
      "diabetes.csv", target: "progression", loss: .meanSquaredError, metric: .r2
    ) { preparation, data, seed in
      var model = try Model(input: [data.inputs.rowLength], seed: seed) {
        Dense(8, activation: .tanh)
        Dense(1)
      }
      model.preparation = preparation
      let trainer = try Trainer(
        model, loss: .meanSquaredError, optimizer: .adamW(learningRate: 0.003, weightDecay: 0.5),
        schedule: .cosine(epochs: 60), batchSize: 32, seed: seed)
      try trainer.fit(data, epochs: 60)
      return trainer.model
    }
    #expect(r2 >= 0.45, "\(r2)")
  }

  /// 8×8 pixels; a fifth of the digits is held out.
  @Test func digits() throws {
    let path = Self.tables.appending(path: "../../../Tools/modeltool/Resources/digits.csv.gz").path
    let table = try Table(CSVReader(ByteStream(path: path)))
    let target = try #require(table.columns.last).name
    let preparation = try PreparationFitter(
      targets: [target], standardizes: false, expectsClasses: true
    ).fit(table)
    let data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
    let parts = try data.split(validation: 0.2, seed: 1, stratified: true)
    let model = try Model(input: [64], seed: 1) {
      Rescaling(scale: 1 / 16)
      Dense(96, activation: .relu)
      Dropout(0.2)
      Dense(10)
    }
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.003),
      schedule: .cosine(epochs: 40), metrics: [.accuracy], batchSize: 32, seed: 1)
    let record = try trainer.fit(parts.training, epochs: 40, validation: parts.validation).last
    let accuracy = try #require(record).validationMetrics[0].value
    #expect(accuracy >= 0.97, "\(accuracy)")
  }

  /// Two arms of 97 points that wind three times around each other (K. Lang and M. Witbrock,
  /// "Learning to tell two spirals apart", 1988).
  @Test func twoSpirals() throws {
    var (points, labels): ([Float], [Int32]) = ([], [])
    for step in 0..<97 {
      let (angle, radius) = (Double(step) * .pi / 16, 6.5 * Double(104 - step) / 104)
      let (x, y) = (radius * sin(angle), radius * cos(angle))
      points += [Float(x), Float(y), Float(-x), Float(-y)]
      labels += [1, 0]
    }
    let data = try Dataset(
      inputs: Tensor(shape: [194, 2], elements: points), targets: .classes(labels))
    // Weights and biases so wide that the first layer's units bend all over the plane.
    let model = try Model(input: [2], seed: 2) {
      Dense(
        40, activation: .tanh, weightInitializer: .normal(deviation: 1),
        biasInitializer: .uniform(low: -3, high: 3))
      Dense(40, activation: .tanh)
      Dense(1)
    }
    let trainer = try Trainer(
      model, loss: .sigmoidCrossEntropy, optimizer: .lbfgs(), metrics: [.accuracy], batchSize: 194)
    try trainer.fit(data, epochs: 600)
    let result = try Evaluator(
      trainer.model, loss: .sigmoidCrossEntropy, metrics: [.accuracy]
    ).evaluate(data)
    #expect(result.metrics[0].value == 1, "\(result.metrics[0].value), loss \(result.loss)")
  }
}
