import StrataLayers
import StrataModel
import StrataTensor
import Testing

/// A network with columns before it and labels behind.
@Suite struct PredictorRowsTests {
  private static func model(
    outputs: Int = 2, target: TargetPreparation? = .classes(ClassTarget(labels: ["no", "yes"]))
  ) throws -> Model {
    var model = try Model(input: [4], seed: 5) {
      Dense(8, activation: .tanh)
      Dense(outputs)
    }
    model.preparation = try Preparation(
      input: .columns([
        InputColumn("age", .number(mean: 40, deviation: 10)),
        InputColumn("city", .category(values: ["Bergen", "Oslo"])),
        InputColumn("income", .number(mean: 3, deviation: 2, imputed: 3)),
      ]), target: target)
    return model
  }

  @Test func aRowIsPreparedAsItsFieldsAreInAFile() throws {
    let predictor = try Predictor(Self.model())
    let values = try predictor.prepare(["city": "Oslo", "age": 55, "income": 4])
    #expect(values == [1.5, 0, 1, 0.5])
    let reader = try #require(predictor.preparation).input.reader(forHeader: nil)
    var fields: [Float] = []
    try reader.prepare(fields: ["55", "Oslo", "4"], line: 1, into: &fields)
    #expect(values == fields)
    // Texts are read as a file's are, and what is missing has its stand-in.
    #expect(try predictor.prepare(["age": "55", "city": "Oslo"]) == [1.5, 0, 1, 0])
    #expect(try predictor.prepare(["age": 55, "city": "Oslo", "income": nil]) == [1.5, 0, 1, 0])
    #expect(try predictor.prepare(["age": true, "city": "Oslo"]) == [-3.9, 0, 1, 0])
    let fields55 = InputRow(["age": .number(55), "city": .text("Oslo")])
    #expect(try predictor.prepare(fields55) == [1.5, 0, 1, 0])
  }

  @Test func anAnswerIsTheNetworksOwn() throws {
    let predictor = try Predictor(Self.model())
    let rows: [InputRow] = [
      ["age": 20, "city": "Oslo"], ["age": 61, "city": "Bergen", "income": 9],
      ["age": 33, "city": "Bergen"],
    ]
    let answers = try predictor.answers(rows)
    for (row, answer) in zip(rows, answers) {
      #expect(try predictor.answer(row) == answer)
      let input = try Tensor(shape: [1, 4], elements: predictor.prepare(row))
      let expected = try predictor.answers(input)
      #expect(answer.values == expected.elements)
      #expect(answer.names == ["no", "yes"])
      let best = ClassTarget(labels: ["no", "yes"]).best(of: TensorView(expected), row: 0)
      #expect(answer.label == best.label && answer.probability == best.probability)
      #expect(answer["yes"] == expected.elements[1] && answer["maybe"] == nil)
      #expect(
        answer.top(9).map(\.label)
          == ClassTarget(labels: ["no", "yes"]).top(9, of: TensorView(expected), row: 0).map(
            \.label))
      #expect(
        try predictor.answer(outputs: predictor.predict(predictor.prepare(row))) == answer)
    }
    #expect(try predictor.answers([InputRow]()).isEmpty)
    #expect(try predictor.predict([Float]()).isEmpty)
  }

  @Test func oneOutputTellsTwoClassesApart() throws {
    let predictor = try Predictor(Self.model(outputs: 1))
    let answer = try predictor.answer(["age": 20, "city": "Oslo"])
    #expect(answer.values.count == 2 && answer.values[0] == 1 - answer.values[1])
    #expect(answer.label == (answer.values[1] > answer.values[0] ? "yes" : "no"))
  }

  @Test func numbersComeInTheirOwnUnits() throws {
    let targets = [NumberTarget("price", mean: 100, deviation: 5), NumberTarget("weight")]
    let predictor = try Predictor(Self.model(target: .numbers(targets)))
    let row: InputRow = ["age": 20, "city": "Oslo"]
    let outputs = try predictor.predict(predictor.prepare(row))
    let answer = try predictor.answer(row)
    #expect(answer["price"] == Float(Double(outputs[0]) * 5 + 100))
    #expect(answer["weight"] == outputs[1])
    #expect(answer.label == nil && answer.probability == nil && answer.top(3).isEmpty)
    #expect(try Predictor(Self.model(target: nil)).answer(row).names == ["output_1", "output_2"])
  }

  @Test(
    arguments: [
      (["age": 41], "row 1, column 'city': missing value (impute it, or fill it in)"),
      ([:], "row 1, column 'age': missing value (impute it, or fill it in)"),
      (
        ["age": 41, "city": "Paris"],
        "row 1, column 'city': unknown value 'Paris' (known: Bergen, Oslo)"
      ),
      (["age": 41, "city": 7], "row 1, column 'city': unknown value '7' (known: Bergen, Oslo)"),
      (["age": "old", "city": "Oslo"], "row 1, column 'age': expected a number, got 'old'"),
      (
        ["age": .number(.nan), "city": "Oslo"], "row 1, column 'age': expected a number, got 'nan'"
      ),
      (
        ["age": .number(-.infinity), "city": "Oslo"],
        "row 1, column 'age': expected a number, got '-inf'"
      ),
      (
        ["age": 1e300, "city": "Oslo"],
        "row 1, column 'age': expected a number that fits 32 bits once prepared, got '1e+300'"
      ),
      (
        ["age": 41, "town": "Oslo"],
        "row 1, column 'town': unknown column (known: age, city, income)"
      ),
      (["age": 41, "age": 42], "row 1, column 'age': expected once in a row, got it twice"),
      (
        ["a\u{1b}[2J": 1], "row 1, column 'a\\u{1B}[2J': unknown column (known: age, city, income)"
      ),
    ] as [(InputRow, String)])
  func aRowThatDoesNotFitIsRefused(_ row: InputRow, _ message: String) throws {
    let predictor = try Predictor(Self.model())
    let error = #expect(throws: PredictionError.self) { try predictor.answer(row) }
    #expect(error?.description == message)
    let second = #expect(throws: PredictionError.self) {
      try predictor.answers([["age": 1, "city": "Oslo"], row])
    }
    #expect(second?.description == "row 2" + message.dropFirst(5))
  }

  /// The first column that is not known ends it.
  @Test func aMillionColumnsAreRefused() throws {
    let predictor = try Predictor(Self.model())
    let row = InputRow((0..<1_000_000).map { InputRow.Field("column \($0)", .number(1)) })
    let error = #expect(throws: PredictionError.self) { try predictor.answer(row) }
    #expect(error?.description.hasPrefix("row 1, column 'column 0': unknown column") == true)
  }

  @Test func arraysAreScaledAsTheModelSays() throws {
    var model = try Model(input: [2, 3], seed: 1) {
      Flatten()
      Dense(3)
    }
    let plain = try Predictor(model)
    let pixels: [Float] = [0, 51, 102, 153, 204, 255]
    #expect(try plain.answer(elements: pixels).values == plain.predict(pixels))
    model.preparation = try Preparation(
      input: .array(scale: 1 / 255), target: .classes(ClassTarget(labels: ["a", "b", "c"])))
    let predictor = try Predictor(model)
    var scaled = pixels
    try #require(model.preparation).input.prepareArray(&scaled)
    let answer = try predictor.answer(elements: pixels)
    #expect(
      answer.values == (try predictor.answers(Tensor(shape: [1, 2, 3], elements: scaled)).elements))
    #expect(try predictor.answers(elements: pixels + pixels) == [answer, answer])
    #expect(try predictor.answers(elements: [Float]()).isEmpty)

    let wrong: [([Float], String)] = [
      ([1, 2], "input 'input': expected 6 numbers, got 2"),
      (pixels.dropLast() + [.nan], "array: element 5: expected a number, got 'nan'"),
    ]
    for (elements, message) in wrong {
      let error = #expect(throws: PredictionError.self) {
        try predictor.answer(elements: elements)
      }
      #expect(error?.description == message)
    }
    #expect(throws: PredictionError.self) { try predictor.answers(elements: pixels + [1]) }
    let row = #expect(throws: PredictionError.self) { try predictor.answer(["age": 1]) }
    #expect(
      row?.description
        == "preparation: input: expected an array of [2, 3] numbers, got a row of columns")
    let columns = try Predictor(Self.model())
    #expect(throws: PredictionError.self) { try columns.answer(elements: [1, 2, 3, 4]) }
    #expect(throws: ModelError.self) { try columns.answer(outputs: [1]) }
  }

  /// A file may say one thing of its columns and another of its network.
  @Test func columnsThatDoNotFitTheNetworkAreRefused() throws {
    var model = try Model(input: [3]) { Dense(2) }
    model.preparation = try Self.model().preparation
    let predictor = try Predictor(model)
    let error = #expect(throws: PredictionError.self) {
      try predictor.answers(Array(repeating: ["age": 1, "city": "Oslo"], count: 3))
    }
    #expect(
      error?.description
        == "preparation: network: expected an input of 4 numbers, as its columns give, got 3")
  }

  /// A file may name an input of no numbers.
  @Test func samplesWithoutNumbersAreNotAnswered() throws {
    let predictor = try Predictor(Model(input: [0]) { ActivationLayer(.relu) })
    #expect(try predictor.answers(elements: [Float]()).isEmpty)
    let error = #expect(throws: PredictionError.self) { try predictor.answer(elements: []) }
    #expect(
      error?.description == "input 'input': expected samples of one number at least, got [0]")
  }

  @Test func spansAndArraysGiveTheSame() throws {
    let predictor = try Predictor(Self.model())
    let input: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    let outputs = try predictor.predict(input)
    #expect(outputs == (try predictor.predict(Tensor(shape: [2, 4], elements: input)).elements))
    #expect(try predictor.predict(input.span) == outputs)
    #expect(throws: ModelError.self) { try predictor.predict([1, 2, 3] as [Float]) }
  }
}
