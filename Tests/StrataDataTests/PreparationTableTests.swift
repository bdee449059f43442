import StrataData
import StrataModel
import StrataTensor
import Testing

/// A whole table as the network takes it: the same as row after row.
struct PreparationTableTests {
  /// Fields drawn at random, and the table that they make.
  private func sample(rows: Int, seed: UInt64) throws -> (fields: [[String]], table: Table) {
    let random = RandomStream(seed: seed, purpose: .layer)
    let cities = ["Bergen", "Oslo", "Paris", "São Paulo", ""]
    var fields: [[String]] = []
    for row in 0..<rows {
      let words = random.block(sample: row, block: 0)
      let age = Double(words.0 % 9000) / 100 - 20
      fields.append([
        words.0 % 7 == 0 ? "NA" : "\(age)", cities[Int(words.1 % 5)], "\(words.2)e-3",
        ["no", "yes"][Int(words.3 & 1)], "\(Double(words.3 % 500) / 8)",
      ])
    }
    func numbers(_ index: Int) -> Table.Values {
      .numbers(fields.map { RawValue.isMissing($0[index]) ? nil : RawValue.number($0[index]) })
    }
    func text(_ index: Int) -> Table.Values {
      .text(fields.map { RawValue.isMissing($0[index]) ? nil : $0[index] })
    }
    let table = try Table(columns: [
      Table.Column("age", numbers(0)), Table.Column("city", text(1)),
      Table.Column("pay", numbers(2)), Table.Column("kind", text(3)),
      Table.Column("price", numbers(4)),
    ])
    return (fields, table)
  }

  @Test(arguments: [["kind"], ["price"], ["price", "pay"]], [true, false])
  func rowsAndTablesAgree(_ targets: [String], _ standardizes: Bool) throws {
    let (fields, table) = try sample(rows: 500, seed: 3)
    let fitter = PreparationFitter(targets: targets, standardizes: standardizes, imputes: true)
    let preparation = try fitter.fit(table)
    let header = table.columns.map(\.name)
    let reader = try preparation.input.reader(forHeader: header)
    let targetReader = try preparation.target?.reader(forHeader: header)
    var (inputs, classes, values): ([Float], [Int32], [Float]) = ([], [], [])
    for (index, row) in fields.enumerated() {
      try reader.prepare(fields: row, line: index + 1, into: &inputs)
      try targetReader?.read(fields: row, line: index + 1, classes: &classes, values: &values)
    }
    let whole = try preparation.inputs(of: table)
    #expect(whole.shape == [500, preparation.input.width ?? 0])
    #expect(whole.elements == inputs)
    switch try preparation.targets(of: table) {
    case .classes(let got): #expect(got == classes && values.isEmpty && got.count == 500)
    case .values(let got):
      #expect(got.shape == [500, targets.count] && got.elements == values && classes.isEmpty)
    }
  }

  @Test func standardisedColumnsHaveMeanZeroAndVarianceOne() throws {
    let (_, table) = try sample(rows: 1000, seed: 4)
    let numbers = try Table(columns: table.columns.filter { ["pay", "price"].contains($0.name) })
    let inputs = try PreparationFitter().fit(numbers).inputs(of: numbers)
    for column in 0..<2 {
      let values = stride(from: column, to: inputs.elements.count, by: 2).map {
        Double(inputs.elements[$0])
      }
      let mean = values.reduce(0, +) / 1000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1000
      // Each value is rounded to 24 bits: 6e-8 of at most 4.
      #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-6)
    }
  }

  @Test func anotherTableIsReadByNames() throws {
    let preparation = try Preparation(
      input: .columns([
        InputColumn("n", .number(mean: 1, deviation: 2)),
        InputColumn("c", .category(values: ["1", "x"])),
      ]),
      target: .classes(ClassTarget(name: "y", labels: ["0", "1"])))
    // Here the category looks like numbers, and the numbers like text.
    let table = try Table(columns: [
      Table.Column("y", .text(["1.0", "0"])), Table.Column("other", .text(["", nil])),
      Table.Column("c", .numbers([1, 1])), Table.Column("n", .text(["3", "-1"])),
    ])
    #expect(try preparation.inputs(of: table).elements == [1, 1, 0, -1, 1, 0])
    #expect(try preparation.targets(of: table) == .classes([1, 0]))
    #expect(try preparation.targets(of: table, columns: ["c"]) == .classes([1, 1]))
  }

  @Test func anArrayTakesAllColumnsButTheTarget() throws {
    let preparation = try Preparation(
      input: .array(scale: 0.5, offset: 0),
      target: .classes(ClassTarget(name: "y", labels: ["0", "1"])))
    let table = try Table(columns: [
      Table.Column("a", .numbers([2, 4])), Table.Column("y", .numbers([1, 0])),
      Table.Column("b", .numbers([6, 8])),
    ])
    #expect(try preparation.inputs(of: table) == Tensor(shape: [2, 2], elements: [1, 3, 2, 4]))
    #expect(try preparation.targets(of: table) == .classes([1, 0]))
  }

  @Test(
    arguments: [
      ("n", .text(["1", "abc"]), "csv: line 2, column 'n': expected a number, got 'abc'"),
      (
        "n", .numbers([1, nil]), "csv: line 2, column 'n': missing value (impute it, or fill it in)"
      ),
      (
        "n", .numbers([1e300, 1]),
        "csv: line 1, column 'n': expected a number that fits 32 bits once prepared, got '1e+300'"
      ),
      ("c", .text(["z", nil]), "csv: line 1, column 'c': unknown value 'z' (known: a, b)"),
      (
        "c", .text(["a", nil]), "csv: line 2, column 'c': missing value (impute it, or fill it in)"
      ),
      ("c", .numbers([2, 3]), "csv: line 1, column 'c': unknown value '2' (known: a, b)"),
      (
        "y", .numbers([1, nil]),
        "csv: line 2, column 'y': missing value (a target cannot be imputed)"
      ),
      ("y", .text(["1", "b"]), "csv: line 2, column 'y': expected a number, got 'b'"),
    ] as [(String, Table.Values, String)])
  func refused(_ name: String, _ values: Table.Values, _ message: String) throws {
    let good: [(String, Table.Values)] = [
      ("n", .numbers([1, 2])), ("c", .text(["a", "b"])), ("y", .numbers([1, 2])),
    ]
    let preparation = try PreparationFitter(targets: ["y"]).fit(
      Table(columns: good.map { Table.Column($0, $1) }))
    let table = try Table(
      columns: good.map { Table.Column($0, $0 == name ? values : $1) })
    let error = #expect(throws: PreparationError.self) {
      _ = try preparation.inputs(of: table)
      _ = try preparation.targets(of: table)
    }
    #expect(error?.description == message)
  }

  @Test func targetsNeedToBeKnown() throws {
    let table = try Table(columns: [Table.Column("x", .numbers([1, 2]))])
    let preparation = try PreparationFitter().fit(table)
    #expect(throws: PreparationError.self) { try preparation.targets(of: table) }
  }
}
