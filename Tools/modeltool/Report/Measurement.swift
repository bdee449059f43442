import Strata

/// What a model gave on data whose right answers are known.
struct Measurement {
  /// The data file's name, without its folder.
  let name: String
  /// The options that read the data, as a shell takes them.
  let options: String
  /// The model, with what prepared the data.
  let model: Model
  let loss: any Loss
  let evaluation: Evaluator.Evaluation
  let outcomes: SampleOutcomes
  /// Nil where the answers are no probabilities of classes.
  let calibration: Calibration?
  /// How a sample's values form an image, if they do.
  let image: ImageForm?
  private let raw: RawData
  /// The elements of an array; none of a table.
  private let floats: [Float]

  /// - Parameters:
  ///   - arguments: `--data` and what goes with it.
  ///   - file: The model's file, from `path`.
  init(_ arguments: Arguments, _ file: ModelFile, _ path: String, workers: WorkerPool) throws {
    let data = try arguments.required("--data")
    let measured = try MeasuredData(arguments, data, file.model, path, loss: nil)
    name = ReportContent.name(of: data)
    options = ["--data", "--labels", "--target", "--header"].compactMap { option in
      arguments.string(option).map { value in
        let isFile = option == "--data" || option == "--labels"
        return option + " "
          + (isFile ? Reproduction.path(ReportContent.name(of: value)) : Reproduction.quoted(value))
      }
    }.joined(separator: " ")
    model = measured.model
    raw = measured.raw
    loss = try LossChoice.measuring(model, trained: file.state)
    let evaluator = try Evaluator(
      model, loss: loss, metrics: Self.metrics(for: model.preparation?.target), workers: workers)
    outcomes = try evaluator.outcomes(of: measured.data)
    evaluation = try evaluator.evaluate(measured.data, confusion: outcomes.choices != nil)
    // What a hinge makes of outputs says yes or no, not how sure the network is.
    calibration = loss is Hinge || loss is SquaredHinge ? nil : try? outcomes.calibration()
    switch raw {
    case .array(let array):
      floats = array.floats
      image = ImageForm(model, rawShape: Array(array.shape.array.dropFirst()))
    case .table:
      floats = []
      image = ImageForm(model)
    }
  }

  private static func metrics(for target: TargetPreparation?) -> [any Metric] {
    let standard = LossChoice.metrics(for: target)
    if case .classes = target { return standard + [F1()] }
    return standard + [RootMeanSquaredError(), R2()]
  }

  /// What a class is called.
  func label(_ number: Int) -> String {
    guard let labels = evaluation.confusion?.labels, labels.indices.contains(number) else {
      return "\(number)"
    }
    return labels[number]
  }

  /// What the outputs are called where they are numbers.
  var outputs: [String] {
    if case .numbers(let numbers) = model.preparation?.target { return numbers.map(\.name) }
    return (0..<outcomes.answers.rowLength).map { "output \($0 + 1)" }
  }

  /// The columns of a table that are no targets, in the order in which the network takes them.
  private var columns: [Table.Column] {
    guard case .table(let table) = raw else { return [] }
    if case .columns(let columns) = model.preparation?.input {
      return columns.compactMap { try? table.column($0.name) }
    }
    let targets = model.preparation?.target?.names ?? []
    return table.columns.filter { !targets.contains($0.name) }
  }

  /// The values of some samples as they stand in the file, under the names of their columns; none of
  /// an array.
  func fields(of samples: [Int], most: Int) -> (names: [String], rows: [[String]]) {
    let columns = columns.prefix(most)
    return (
      columns.map(\.name),
      samples.map { sample in
        columns.map { column in
          switch column.values {
          case .numbers(let numbers): numbers[sample].map(Self.text) ?? ""
          case .text(let texts): texts[sample] ?? ""
          }
        }
      }
    )
  }

  private static func text(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The line of a table on which a sample begins.
  func line(of sample: Int) -> Int? {
    if case .table(let table) = raw { table.lines[sample] } else { nil }
  }

  /// Some samples as pictures, all in one range of shades; nil if they are none.
  func pictures(of samples: [Int]) -> [Picture]? {
    guard let image else { return nil }
    let count = image.width * image.height * image.channels
    var rows: [[Float]] = []
    if case .array = raw {
      rows = samples.map { Array(floats[$0 * count..<($0 + 1) * count]) }
    } else {
      let numbers = columns.compactMap { column -> [Double?]? in
        if case .numbers(let numbers) = column.values { numbers } else { nil }
      }
      guard numbers.count == count else { return nil }
      rows = samples.map { sample in numbers.map { Float($0[sample] ?? 0) } }
    }
    let all = rows.joined().filter(\.isFinite)
    let (least, most) = (min(all.min() ?? 0, 0), all.max() ?? 1)
    return rows.map { Picture(image, greys: $0, from: least, to: most) }
  }

  /// The samples of the greatest losses; where there are classes, of those answered wrong.
  func worst(_ count: Int) -> [Int] { outcomes.worst(count, onlyWrong: true) }

  /// What a sample is, in words.
  func truth(of sample: Int) -> String {
    if let choices = outcomes.choices { return label(choices[sample].truth) }
    return values(outcomes.targets, sample)
  }

  /// What a sample was taken for, in words.
  func answer(of sample: Int) -> String {
    if let choices = outcomes.choices { return label(choices[sample].answer) }
    return values(outcomes.answers, sample)
  }

  private func values(_ tensor: Tensor<Float>?, _ sample: Int) -> String {
    guard let tensor else { return "" }
    let columns = tensor.rowLength
    let row = tensor.elements[sample * columns..<(sample + 1) * columns]
    let shown = row.prefix(4).map { Axis.short(Double($0)) }.joined(separator: "; ")
    return shown + (columns > 4 ? "; …" : "")
  }

  /// How sure the network was; nil where answers are no probabilities.
  func confidence(of sample: Int) -> String? {
    guard calibration != nil else { return nil }
    return "\(Numbers.decimal(100 * Double(outcomes.confidence(of: sample)), 1)) %"
  }
}
