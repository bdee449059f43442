import StrataModel
import StrataTensor
import Testing

/// Rows of a text file, one after another.
struct PreparationRowTests {
  private let input = InputPreparation.columns([
    InputColumn("age", .number(mean: 40, deviation: 8)),
    InputColumn("city", .category(values: ["Bergen", "Oslo", "Paris"])),
    InputColumn("pay", .number(imputed: 3)),
    InputColumn("sex", .category(values: ["f", "m"], imputed: "m")),
  ])

  private func prepare(
    _ fields: [String], header: [String]? = nil, line: Int = 2
  ) throws(PreparationError) -> [Float] {
    var values: [Float] = [9]
    let reader = try input.reader(forHeader: header)
    do throws(PreparationError) {
      try reader.prepare(fields: fields, line: line, into: &values)
    } catch {
      #expect(values == [9], "a refused row leaves nothing")
      throw error
    }
    return Array(values.dropFirst())
  }

  @Test func widthsAddUp() {
    #expect(input.width == 7)
    #expect(InputPreparation.array().width == nil)
  }

  @Test func columnsAreTakenInOrderWithoutAHeader() throws {
    #expect(try prepare(["44", "Oslo", "7.25", "f"]) == [0.5, 0, 1, 0, 7.25, 1, 0])
  }

  @Test func columnsAreFoundByNameInAnyOrder() throws {
    let header = ["sex", "note", "pay", "city", "age"]
    let row = try prepare(["m", "NA", " 1e1 ", "Paris", "36"], header: header)
    #expect(row == [-0.5, 0, 0, 1, 10, 0, 1])
  }

  @Test func missingValuesAreImputed() throws {
    #expect(try prepare(["40", "Bergen", "", "?"]) == [0, 1, 0, 0, 3, 0, 1])
  }

  @Test(arguments: [
    (
      ["?", "Oslo", "1", "f"], "csv: line 7, column 'age': missing value (impute it, or fill it in)"
    ),
    (
      ["1", "na", "1", "f"], "csv: line 7, column 'city': missing value (impute it, or fill it in)"
    ),
    (["abc", "Oslo", "1", "f"], "csv: line 7, column 'age': expected a number, got 'abc'"),
    (
      ["1", "Rome", "1", "f"],
      "csv: line 7, column 'city': unknown value 'Rome' (known: Bergen, Oslo, Paris)"
    ),
    (
      ["1", "oslo", "1", "f"],
      "csv: line 7, column 'city': unknown value 'oslo' (known: Bergen, Oslo, Paris)"
    ),
    (
      ["1", "Oslo", "1e39", "f"],
      "csv: line 7, column 'pay': expected a number that fits 32 bits once prepared, got '1e+39'"
    ),
    (["1", "Oslo", "1"], "csv: line 7: expected 4 fields, got 3"),
    ([], "csv: line 7: expected 4 fields, got 0"),
    (["1", "Oslo", "1", "f", ""], "csv: line 7: expected 4 fields, got 5"),
  ])
  func refused(_ fields: [String], _ message: String) {
    let error = #expect(throws: PreparationError.self) { try prepare(fields, line: 7) }
    #expect(error?.description == message)
  }

  @Test(arguments: [
    (["age", "city", "pay"], "csv: no column 'sex' (columns: age, city, pay)"),
    (
      ["age", "city", "pay", "sex", "age"],
      "csv: column 'age': expected once in the header, got it twice"
    ),
    ([], "csv: no column 'age' (columns: )"),
  ])
  func headersRefused(_ header: [String], _ message: String) {
    let error = #expect(throws: PreparationError.self) { try input.reader(forHeader: header) }
    #expect(error?.description == message)
  }

  @Test func extraColumnsMayShareAName() throws {
    let header = ["", "age", "", "city", "pay", "sex"]
    #expect(try prepare(["", "40", "", "Oslo", "0", "f"], header: header).count == 7)
  }

  @Test func anArrayTakesEveryField() throws {
    let input = InputPreparation.array(scale: 0.5, offset: 1)
    var values: [Float] = []
    try input.reader(forHeader: nil).prepare(fields: ["1", "2", "3"], line: 1, into: &values)
    #expect(values == [1.5, 2, 2.5])
    values = []
    let reader = try input.reader(forHeader: ["label", "a", "b"], excluding: ["label", "none"])
    try reader.prepare(fields: ["cat", "4", "6"], line: 1, into: &values)
    #expect(values == [3, 4])
    let error = #expect(throws: PreparationError.self) {
      try input.reader(forHeader: nil).prepare(fields: ["1", "x"], line: 3, into: &values)
    }
    #expect(error?.description == "csv: line 3, column '2': expected a number, got 'x'")
    #expect(values == [3, 4])
  }

  @Test func arraysArePreparedInPlace() throws {
    var bytes: [Float] = [0, 128, 255]
    try InputPreparation.array(scale: 1 / 255).prepareArray(&bytes)
    #expect(bytes == [0, 0.5019608, 1])
    var elements: [Float] = [1, .nan]
    #expect(throws: PreparationError.notANumber(.element(1), got: "nan")) {
      try InputPreparation.array().prepareArray(&elements)
    }
    elements = [3e38]
    #expect(throws: PreparationError.tooLarge(.element(0), got: "3e+38")) {
      try InputPreparation.array(scale: 2).prepareArray(&elements)
    }
    #expect(throws: PreparationError.self) { try input.prepareArray(&elements) }
  }

  @Test func mutatedFieldsNeverTrap() throws {
    let reader = try input.reader(forHeader: nil)
    let parts = [
      "1", "-", ".", "e", "e-9", "Oslo", "f", "NA", "?", " ", "\t", "\u{0}", "\n", "\u{301}", "é",
      "0x", "inf", "nan", "99999999999999999999", "1e308", "1e-308", "\u{202E}", "🙂", "",
    ]
    let random = RandomStream(seed: 7, purpose: .layer)
    var (prepared, refused) = (0, 0)
    var values: [Float] = []
    for round in 0..<20_000 {
      let words = random.block(sample: round, block: 0)
      var fields = ["44", "Oslo", "7.25", "f"]
      fields[Int(words.0 % 4)] =
        parts[Int(words.1) % parts.count] + parts[Int(words.2) % parts.count]
      if words.3 % 16 == 0 { fields.removeLast() }
      do {
        try reader.prepare(fields: fields, line: round, into: &values)
        prepared += 1
      } catch {
        refused += 1
        let line = error.description.unicodeScalars
        #expect(!line.contains { $0.value < 0x20 } && line.count < 300)
      }
      #expect(values.count == prepared * 7)
    }
    #expect(values.allSatisfy { $0.isFinite })
    #expect(prepared > 1_000 && refused > 1_000)
  }
}
