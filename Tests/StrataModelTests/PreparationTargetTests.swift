import StrataModel
import StrataTensor
import Testing

/// Right answers read from rows, and a network's outputs made into answers.
struct PreparationTargetTests {
  private func view(_ shape: Shape, _ elements: [Float]) -> MutableTensorView<Float> {
    let view = Buffer<Float>(count: shape.count).view(shape)
    view.copy(from: elements[...])
    return view
  }

  private func read(
    _ target: TargetPreparation, _ rows: [[String]], header: [String], columns: [String]? = nil
  ) throws(PreparationError) -> (classes: [Int32], values: [Float]) {
    var result: (classes: [Int32], values: [Float]) = ([], [])
    let reader = try target.reader(forHeader: header, columns: columns)
    for (index, row) in rows.enumerated() {
      let before = (result.classes.count, result.values.count)
      do throws(PreparationError) {
        try reader.read(
          fields: row, line: index + 2, classes: &result.classes, values: &result.values)
      } catch {
        #expect(before == (result.classes.count, result.values.count))
        throw error
      }
    }
    return result
  }

  @Test func classesAreReadByLabel() throws {
    let target = TargetPreparation.classes(
      ClassTarget(name: "kind", labels: ["cat", "dog", "emu"]))
    let rows = [["1", "emu"], ["2", "cat"]]
    #expect(try read(target, rows, header: ["x", "kind"]) == ([2, 0], []))
    #expect(try read(target, rows, header: ["x", "pet"], columns: ["pet"]) == ([2, 0], []))
  }

  @Test func numericClassesAreReadByValue() throws {
    let numeric = TargetPreparation.classes(ClassTarget(name: "y", labels: ["-1", "0", "2.5"]))
    #expect(
      try read(numeric, [["2.50"], [" 0 "], ["-0.0"], ["-1e0"]], header: ["y"])
        == ([2, 1, 1, 0], []))
    // One label that is no number, and they are texts.
    let text = TargetPreparation.classes(ClassTarget(name: "y", labels: ["1", "x"]))
    #expect(throws: PreparationError.self) { try read(text, [["1.0"]], header: ["y"]) }
  }

  @Test func numbersAreReadInTheirOwnUnits() throws {
    let target = TargetPreparation.numbers([
      NumberTarget("y", mean: 5, deviation: 2), NumberTarget("z"),
    ])
    #expect(
      try read(target, [["1", "a", "2"], ["3", "b", "4e0"]], header: ["z", "x", "y"])
        == ([], [2, 1, 4, 3]))
  }

  @Test(
    arguments: [
      (
        ["x", "kind"], nil, ["1", "?"],
        "csv: line 2, column 'kind': missing value (a target cannot be imputed)"
      ),
      (
        ["x", "kind"], nil, ["1", "cow"],
        "csv: line 2, column 'kind': unknown value 'cow' (known: cat, dog)"
      ),
      (["x", "kind"], nil, ["1"], "csv: line 2: expected 2 fields, got 1"),
      (["x"], nil, ["1"], "csv: no column 'kind' (columns: x)"),
      (["x"], [], ["1"], "preparation: target: expected the name of its column, got none"),
      (
        ["a", "b"], ["a", "b"], ["1", "2"],
        "preparation: target: expected the name of its column, got 'a', 'b'"
      ),
    ] as [([String], [String]?, [String], String)])
  func classesRefused(
    _ header: [String], _ columns: [String]?, _ row: [String], _ message: String
  ) {
    let target = TargetPreparation.classes(ClassTarget(name: "kind", labels: ["cat", "dog"]))
    let error = #expect(throws: PreparationError.self) {
      try read(target, [row], header: header, columns: columns)
    }
    #expect(error?.description == message)
  }

  @Test func labelsWithoutANameNeedAColumn() throws {
    let target = TargetPreparation.classes(ClassTarget(labels: ["0", "1"]))
    #expect(target.names == [])
    #expect(throws: PreparationError.self) { try target.reader(forHeader: ["digit"]) }
    #expect(try read(target, [["1"]], header: ["digit"], columns: ["digit"]) == ([1], []))
  }

  @Test func aRowWithOneBadNumberLeavesNothing() {
    let target = TargetPreparation.numbers([NumberTarget("y"), NumberTarget("z")])
    let error = #expect(throws: PreparationError.self) {
      try read(target, [["1", "2"], ["3", "x"]], header: ["y", "z"])
    }
    #expect(error == .notANumber(.cell(line: 3, column: "z"), got: "x"))
  }

  @Test func logitsBecomeProbabilities() {
    let target = ClassTarget(labels: ["a", "b", "c"])
    let outputs = view([2, 3], [0, 0, 0, 1, 3, 2])
    TargetPreparation.classes(target).answer(outputs, Arithmetic())
    let third = target.probabilities(of: outputs.readOnly, row: 0)
    #expect(third.allSatisfy { abs($0 - 1 / 3) < 1e-6 })
    // e^(x − 3) over 1 + e⁻¹ + e⁻².
    let expected: [Float] = [0.0900306, 0.6652410, 0.2447285]
    let top = target.top(2, of: outputs.readOnly, row: 1)
    #expect(top.map(\.label) == ["b", "c"])
    #expect(abs(top[0].probability - expected[1]) < 1e-6)
    #expect(abs(top[1].probability - expected[2]) < 1e-6)
    #expect(target.top(9, of: outputs.readOnly, row: 0).map(\.label) == ["a", "b", "c"])
    #expect(target.top(-1, of: outputs.readOnly, row: 0).isEmpty)
  }

  @Test func oneOutputSaysYesOrNo() {
    let target = ClassTarget(labels: ["no", "yes"])
    let outputs = view([2, 1], [0, 2])
    TargetPreparation.classes(target).answer(outputs, Arithmetic())
    #expect(target.probabilities(of: outputs.readOnly, row: 0) == [0.5, 0.5])
    let top = target.top(1, of: outputs.readOnly, row: 1)
    #expect(top.map(\.label) == ["yes"])
    #expect(abs(top[0].probability - 0.8807971) < 1e-6)
  }

  @Test func probabilitiesStayAsTheyAre() {
    let target = ClassTarget(labels: ["a", "b"], form: .probabilities)
    let outputs = view([2, 2], [0.25, 0.75, 0, .nan])
    TargetPreparation.classes(target).answer(outputs, Arithmetic())
    #expect(target.probabilities(of: outputs.readOnly, row: 0) == [0.25, 0.75])
    #expect(target.top(2, of: outputs.readOnly, row: 1).map(\.label) == ["a", "b"])
  }

  @Test func numbersComeBackInTheirOwnUnits() {
    let target = TargetPreparation.numbers([
      NumberTarget("y", mean: 100, deviation: 8), NumberTarget("z"),
    ])
    let values = view([2, 2], [92, 1, 104, -3])
    target.scale(values)
    #expect(values.tensor.elements == [-1, 1, 0.5, -3])
    target.answer(values, Arithmetic())
    #expect(values.tensor.elements == [92, 1, 104, -3])
    let odd = view([1, 2], [Float(nan: 5, signaling: false), -.infinity])
    target.answer(odd, Arithmetic())
    #expect(odd[0].bitPattern == 0x7FC0_0000 && odd[1] == -.infinity)
  }

  @Test func logitsOfNumbersBecomeProbabilities() {
    let target = TargetPreparation.numbers([
      NumberTarget("fraud", isLogit: true), NumberTarget("y", mean: 1, deviation: 2),
    ])
    let outputs = view([2, 2], [0, 3, 2, -1])
    target.answer(outputs, Arithmetic())
    #expect(outputs[0] == 0.5 && outputs[1] == 7 && outputs[3] == -1)
    #expect(abs(outputs[2] - 0.8807971) < 1e-6)
  }

  @Test func networksThatDoNotFitAreRefused() throws {
    let two = TargetPreparation.classes(ClassTarget(labels: ["a", "b"]))
    try two.check(outputs: 1)
    try two.check(outputs: 2)
    #expect(throws: PreparationError.self) { try two.check(outputs: 3) }
    let three = TargetPreparation.classes(ClassTarget(labels: ["a", "b", "c"]))
    let error = #expect(throws: PreparationError.self) { try three.check(outputs: 1) }
    #expect(
      error?.description == "preparation: network: expected 3 outputs, one a class, got 1")
    let number = TargetPreparation.numbers([NumberTarget("y")])
    try number.check(outputs: 1)
    #expect(throws: PreparationError.self) { try number.check(outputs: 2) }
  }
}
