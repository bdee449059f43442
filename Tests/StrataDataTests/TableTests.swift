import StrataBytes
import StrataData
import StrataModel
import Testing

/// Columns and what they hold.
struct TableTests {
  private func table(_ text: String, textColumns: Set<String> = []) throws -> Table {
    try Table(
      CSVReader(ByteStream(bytes: Array(text.utf8), name: "t")), textColumns: textColumns)
  }

  @Test func kindsAreToldByTheFirstPresentValue() throws {
    let table = try table("n,t,late,none\n1, a b ,NA,\n-2.5e1,7,,?\nnull,NaN, 3 ,N/A\n")
    #expect(
      table.columns == [
        Table.Column("n", .numbers([1, -25, nil])),
        Table.Column("t", .text([" a b ", "7", nil])),
        Table.Column("late", .numbers([nil, nil, 3])),
        Table.Column("none", .numbers([nil, nil, nil])),
      ])
    #expect(table.lines == [2, 3, 4])
  }

  @Test(arguments: [
    ("1", 1), ("+1", 1), ("-0.5", -0.5), ("1e3", 1000), ("1E-2", 0.01), (" 7 ", 7), ("007", 7),
    (".5", 0.5), ("5.", 5), ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_680),
  ])
  func numbersAreRead(_ field: String, _ expected: Double) throws {
    let read = try table("a,b\n\(field),x\n").columns.first?.values
    #expect(read == .numbers([expected]))
  }

  @Test(arguments: [
    "0x10", "inf", "Infinity", "1e400", "1e", "e5", ".", "+", "1 2", "1_0", "--1", "١",
  ])
  func wordsAreNoNumbers(_ field: String) throws {
    #expect(try table("a,b\n\(field),x\n").columns.first?.values == .text([field]))
    #expect(throws: CSVError.self) { try table("a,b\n1,x\n\(field),x\n") }
  }

  @Test(arguments: ["", " ", "NA", "na", "N/A", "NaN", "nan", "NULL", "null", "?", " NA "])
  func missingValuesAreTold(_ field: String) throws {
    #expect(try table("a,b\n1,x\n\(field),y\n").columns.first?.values == .numbers([1, nil]))
  }

  @Test func columnsCanBeForcedToText() throws {
    let read = try table("a,b\n1,2\nx,NA\n", textColumns: ["a"])
    #expect(
      read.columns == [
        Table.Column("a", .text(["1", "x"])), Table.Column("b", .numbers([2, nil])),
      ])
  }

  @Test func messages() {
    func message(_ text: String, textColumns: Set<String> = []) -> String? {
      let error = #expect(throws: CSVError.self) { try table(text, textColumns: textColumns) }
      return error?.description
    }
    #expect(
      message("name,age\n\"a\nb\",1\nc,abc\n")
        == "csv: line 4, column 'age': expected a number, got 'abc'")
    #expect(message("a,b\n1,2\n", textColumns: ["c"]) == "csv: no column 'c' (columns: a, b)")
    #expect(message("a,b\n1,2\n1\n") == "csv: line 3: expected 2 fields, got 1")
  }

  @Test func tablesOfAProgramAreChecked() throws {
    let table = try Table(columns: [
      Table.Column("x", .numbers([1, nil])), Table.Column("y", .text(["a", "b"])),
    ])
    #expect(table.lines == [1, 2])
    #expect(try table.column("y").values == .text(["a", "b"]))
    let absent = #expect(throws: PreparationError.self) { try table.column("z") }
    #expect(absent?.description == "csv: no column 'z' (columns: x, y)")
    let ragged = #expect(throws: PreparationError.self) {
      try Table(columns: [Table.Column("x", .numbers([1])), Table.Column("y", .text([]))])
    }
    #expect(
      ragged?.description
        == "preparation: column 'y': expected 1 values, as in the first column, got 0")
    let twice = #expect(throws: PreparationError.self) {
      try Table(columns: [Table.Column("x", .numbers([])), Table.Column("x", .text([]))])
    }
    #expect(
      twice?.description == "preparation: table: expected columns of different names, got 'x' twice"
    )
  }
}
