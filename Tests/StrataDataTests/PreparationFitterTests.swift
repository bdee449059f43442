import StrataData
import StrataModel
import StrataTensor
import Testing

/// What is learned from a table.
struct PreparationFitterTests {
  private func table(_ columns: (String, Table.Values)...) throws -> Table {
    try Table(columns: columns.map { Table.Column($0, $1) })
  }

  @Test func numbersAreStandardisedByPopulation() throws {
    // Σ (x − 5)² = 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32 over 8 numbers: deviation 2.
    let table = try table(("x", .numbers([2, 4, 4, 4, 5, 5, 7, 9])))
    let fitter = PreparationFitter()
    #expect(
      try fitter.fit(table).input == .columns([InputColumn("x", .number(mean: 5, deviation: 2))]))
    let plain = PreparationFitter(standardizes: false)
    #expect(try plain.fit(table).input == .columns([InputColumn("x", .number())]))
    #expect(try fitter.fit(table).target == nil)
  }

  @Test func twoPassesKeepWhatOneWouldLose() throws {
    // In one pass the squares, near 1e18, leave nothing of a variance of 22.5.
    let numbers: [Double?] = [4, 7, 13, 16].map { 1e9 + $0 }
    let table = try table(("x", .numbers(numbers)))
    let input = try PreparationFitter().fit(table).input
    let deviation = 22.5.squareRoot()
    #expect(
      input == .columns([InputColumn("x", .number(mean: 1e9 + 10, deviation: deviation))]))
  }

  @Test(arguments: [
    // 0.1 ten times sums to 0.9999999999999999, so the summed mean is not 0.1.
    Array(repeating: 0.1, count: 10), [3], [0, 0, 0], [-0.0, 0], [1e308, 1e308],
  ])
  func aConstantColumnHasDeviationOne(_ numbers: [Double]) throws {
    let table = try table(("x", .numbers(numbers)))
    let preparation = try PreparationFitter(imputes: true).fit(table)
    let kind = InputColumn.Kind.number(mean: numbers[0], deviation: 1, imputed: numbers[0])
    #expect(preparation.input == .columns([InputColumn("x", kind)]))
    #expect(
      try preparation.inputs(of: table).elements == numbers.map { _ in 0 })
  }

  @Test func distancesTooSmallToSquareAreNoVariance() throws {
    let table = try table(("x", .numbers([0, 1e-200])))
    #expect(
      try PreparationFitter().fit(table).input
        == .columns([InputColumn("x", .number(mean: 5e-201, deviation: 1))]))
  }

  @Test func textsAreOrderedByTheirBytes() throws {
    let table = try table(("x", .text(["b", "é", "Z", "a", "b", "e\u{301}"])))
    #expect(
      try PreparationFitter().fit(table).input
        == .columns([InputColumn("x", .category(values: ["Z", "a", "b", "e\u{301}", "é"]))]))
  }

  @Test func imputingLearnsMeansAndTheMostFrequentText() throws {
    let table = try table(
      ("n", .numbers([1, nil, 3])), ("t", .text(["b", nil, "a"])), ("u", .text(["x", "y", "y"])))
    let fitter = PreparationFitter(standardizes: false, imputes: true)
    #expect(
      try fitter.fit(table).input
        == .columns([
          InputColumn("n", .number(imputed: 2)),
          InputColumn("t", .category(values: ["a", "b"], imputed: "a")),
          InputColumn("u", .category(values: ["x", "y"], imputed: "y")),
        ]))
  }

  @Test func targetsFollowTheirColumn() throws {
    let table = try table(
      ("x", .numbers([1, 2, 3, 4])), ("kind", .text(["dog", "cat", "dog", "Emu"])),
      ("y", .numbers([10, -2, 10, 2.5])))
    #expect(
      try PreparationFitter(targets: ["kind"], form: .probabilities).fit(table).target
        == .classes(
          ClassTarget(name: "kind", labels: ["Emu", "cat", "dog"], form: .probabilities)))
    #expect(
      try PreparationFitter(targets: ["y"], expectsClasses: true).fit(table).target
        == .classes(ClassTarget(name: "y", labels: ["-2", "2.5", "10"])))
    #expect(
      try PreparationFitter(targets: ["y", "x"], standardizes: false).fit(
        try self.table(
          ("x", .numbers([1])), ("y", .numbers([2])), ("z", .numbers([3])))
      )
        == Preparation(
          input: .columns([InputColumn("z", .number())]),
          target: .numbers([NumberTarget("y"), NumberTarget("x")])))
    // Mean 2.5, Σ (x − 2.5)² = 5, variance 1.25.
    #expect(
      try PreparationFitter(targets: ["x"]).fit(table).target
        == .numbers([NumberTarget("x", mean: 2.5, deviation: 1.25.squareRoot())]))
    #expect(
      try PreparationFitter(targets: ["x"], scalesTargets: false).fit(table).target
        == .numbers([NumberTarget("x")]))
  }

  @Test(arguments: [
    (PreparationFitter(), "csv: line 2, column 'gap': missing value (impute it, or fill it in)"),
    (
      PreparationFitter(targets: ["gap"]),
      "csv: line 2, column 'gap': missing value (a target cannot be imputed)"
    ),
    (
      PreparationFitter(targets: ["gap"], imputes: true, expectsClasses: true),
      "csv: line 2, column 'gap': missing value (a target cannot be imputed)"
    ),
    (
      PreparationFitter(targets: ["hole"], imputes: true),
      "csv: line 1, column 'hole': missing value (a target cannot be imputed)"
    ),
    (PreparationFitter(targets: ["z"]), "csv: no column 'z' (columns: x, gap, same, hole)"),
    (
      PreparationFitter(targets: ["x", "x"]),
      "preparation: targets: expected different columns, got 'x' twice"
    ),
    (
      PreparationFitter(targets: ["same", "x"]),
      "preparation: target 'same': expected numbers, as there are 2 targets, got classes"
    ),
    (
      PreparationFitter(targets: ["x", "gap"], expectsClasses: true),
      "preparation: target 'x': expected numbers, as there are 2 targets, got classes"
    ),
    (
      PreparationFitter(targets: ["same"], imputes: true),
      "preparation: column 'hole': expected at least one value to learn from, got none"
    ),
  ])
  func refused(_ fitter: PreparationFitter, _ message: String) throws {
    let table = try table(
      ("x", .numbers([1, 2])), ("gap", .numbers([1, nil])), ("same", .text(["a", "a"])),
      ("hole", .numbers([nil, nil])))
    let error = #expect(throws: PreparationError.self) { try fitter.fit(table) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (
      [Table.Column("x", .text((0...1024).map { "\($0)" }))],
      "preparation: column 'x': expected at most 1024 different texts, got 1025"
    ),
    (
      [Table.Column("x", .text([nil]))],
      "preparation: column 'x': expected at least one value to learn from, got none"
    ),
    (
      [Table.Column("x", .numbers([1e200, -1e200]))],
      "preparation: column 'x': expected numbers whose squares can be summed, got 1e+200 and others"
    ),
    ([Table.Column("x", .numbers([]))], "preparation: table: expected at least one row, got none"),
    ([], "preparation: table: expected at least one row, got none"),
  ])
  func columnsRefused(_ columns: [Table.Column], _ message: String) throws {
    let table = try Table(columns: columns)
    let error = #expect(throws: PreparationError.self) {
      try PreparationFitter(imputes: true).fit(table)
    }
    #expect(error?.description == message)
  }

  @Test func oneClassOrNoInputIsNothingToLearn() throws {
    let table = try table(("kind", .text(["cat", "cat"])), ("x", .numbers([1, 2])))
    let one = #expect(throws: PreparationError.self) {
      try PreparationFitter(targets: ["kind"]).fit(table)
    }
    #expect(
      one?.description == "preparation: target 'kind': expected at least 2 classes, got only 'cat'")
    let none = #expect(throws: PreparationError.self) {
      try PreparationFitter(targets: ["x", "kind"]).fit(table)
    }
    #expect(none?.description.contains("as there are 2 targets") == true)
    let inputs = #expect(throws: PreparationError.self) {
      try PreparationFitter(targets: ["x"]).fit(try self.table(("x", .numbers([1, 2]))))
    }
    #expect(inputs?.description == "preparation: input: expected at least one column, got none")
  }

  @Test func labelsOfAnArrayAreThoseThatOccur() throws {
    let target = try PreparationFitter.classes(ofLabels: [10, 2, 2, 0, 10])
    #expect(target == ClassTarget(labels: ["0", "2", "10"]))
    #expect(try target.classes(ofLabels: [10, 0, 2, 10]) == .classes([2, 0, 1, 2]))
    let error = #expect(throws: PreparationError.self) {
      try target.classes(ofLabels: [0, 2, 7])
    }
    #expect(error?.description == "array: element 2: unknown value '7' (known: 0, 2, 10)")
    #expect(throws: PreparationError.self) { try PreparationFitter.classes(ofLabels: [3, 3]) }
    #expect(throws: PreparationError.self) { try PreparationFitter.classes(ofLabels: []) }
  }

  /// The rows that are not measured say which texts and classes there are, and nothing else.
  @Test func aPartIsMeasuredAlone() throws {
    let table = try table(
      ("x", .numbers([1, 3, 100, nil])), ("city", .text(["B", "B", "A", "A"])),
      ("y", .numbers([2, 4, 900, 900])))
    let fitter = PreparationFitter(targets: ["y"], imputes: true)
    let part = try fitter.fit(table, measuring: [0, 1])
    #expect(
      part
        == (try Preparation(
          input: .columns([
            InputColumn("x", .number(mean: 2, deviation: 1, imputed: 2)),
            InputColumn("city", .category(values: ["A", "B"], imputed: "B")),
          ]), target: .numbers([NumberTarget("y", mean: 3, deviation: 1)]))))
    let other = try fitter.fit(table, measuring: [2, 3])
    guard case .columns(let columns) = other.input else { return }
    #expect(columns[1].kind == .category(values: ["A", "B"], imputed: "A"))
    #expect(try fitter.fit(table, measuring: [0, 1, 2, 3]) == fitter.fit(table))
    let classes = try PreparationFitter(targets: ["city"], imputes: true)
      .fit(table, measuring: [0, 1])
    #expect(classes.target == .classes(ClassTarget(name: "city", labels: ["A", "B"])))
    // Nothing can be learned from a part in which a column has no value.
    #expect(throws: PreparationError.self) { try fitter.fit(table, measuring: [3]) }
  }
}
