import StrataBytes
import StrataData
import StrataJSON
import StrataModel
import StrataTensor
import Testing

/// From a text to a preparation, through its file, and to other texts.
struct PreparationCSVTests {
  private func csv(_ text: String) throws -> CSVReader {
    try CSVReader(ByteStream(bytes: Array(text.utf8), name: "t"))
  }

  private func inputs(
    _ text: String, _ input: InputPreparation, excluding targets: [String] = []
  ) throws -> [Float] {
    var reader = try csv(text)
    let rows = try input.reader(for: reader, excluding: targets)
    var values: [Float] = []
    while let row = try reader.next() {
      try rows.prepare(fields: row.fields, line: row.line, into: &values)
    }
    return values
  }

  @Test func whatWasLearnedPredictsFromItsFile() throws {
    let text = "age,city,kind\n30,Oslo,cat\n50,\"Paris, TX\",dog\nNA,Oslo,cat\n"
    let table = try Table(csv(text))
    let learned = try PreparationFitter(targets: ["kind"], imputes: true).fit(table)
    let file = try JSONWriter.encode(learned)
    let preparation = try JSONReader.decode(Preparation.self, from: file)
    #expect(preparation == learned)
    #expect(try preparation.inputs(of: table).elements == [-1, 1, 0, 1, 0, 1, 0, 1, 0])
    #expect(try preparation.targets(of: table) == .classes([0, 1, 0]))
    #expect(try inputs(text, preparation.input) == preparation.inputs(of: table).elements)
    #expect(try inputs("city;note;age\n;x;60\n", preparation.input) == [2, 1, 0])
    let error = #expect(throws: PreparationError.self) {
      try inputs("city,age\nOslo,1\nRome,2\n", preparation.input)
    }
    #expect(
      error?.description
        == "csv: line 3, column 'city': unknown value 'Rome' (known: Oslo, Paris, TX)")
  }

  @Test func tablesWithoutAHeaderAreTakenInOrder() throws {
    let table = try Table(csv("7,1,5\n9,3,5\n"))
    let fitter = PreparationFitter(targets: ["column_1"], standardizes: false)
    let input = try fitter.fit(table).input
    #expect(try inputs("7,1,5\n9,3,6\n", input) == [1, 5, 3, 6])
    #expect(try inputs("8,4\n", input) == [8, 4])
    let error = #expect(throws: PreparationError.self) { try inputs("8.5\n", input) }
    #expect(error?.description == "csv: no column 'column_2' (columns: column_1)")
  }

  @Test func anArrayLeavesTheTargetOutIfItIsThere() throws {
    let input = InputPreparation.array(scale: 0.5)
    #expect(try inputs("y,a,b\n3,4,6\n", input, excluding: ["y"]) == [2, 3])
    #expect(try inputs("a,b\n4,6\n", input, excluding: ["y"]) == [2, 3])
    #expect(try inputs("4,6\n", input) == [2, 3])
  }
}
