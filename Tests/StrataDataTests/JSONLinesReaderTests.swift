import StrataBytes
import StrataData
import StrataJSON
import Testing

/// JSON lines, as lines, as tables, as rows.
@Suite struct JSONLinesReaderTests {
  private func stream(_ text: String) -> ByteStream {
    ByteStream(bytes: Array(text.utf8), name: "t.jsonl")
  }

  private func lines(_ text: String) throws -> [JSONLinesReader.Line] {
    var reader = JSONLinesReader(stream(text))
    var lines: [JSONLinesReader.Line] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }

  @Test func linesAreReadOneByOne() throws {
    let read = try lines("\u{FEFF}{\"a\":1}\r\n\n  \n[1,\"x\"]\n{}")
    #expect(read.map(\.number) == [1, 4, 5])
    #expect(read.map(\.value) == [["a": 1], [1, "x"], [:]])
    #expect(try lines("").isEmpty)
    #expect(try lines("\n\n").isEmpty)
  }

  @Test(arguments: [
    ("{\"a\":1}\n{\"a\":}", "json: line 2, column 6: expected a value, got '}'"),
    ("{\"a\":1,\"a\":2}", "json: line 1, column 8: duplicate key 'a'"),
    ("\n5\n", "json: line 2: expected an object or an array, got 5"),
    ("{\"a\":1} {\"a\":2}", "json: line 1, column 9: expected the end of the text, got '{'"),
  ])
  func refuses(_ text: String, _ message: String) {
    let error = #expect(throws: JSONLinesError.self) { try lines(text) }
    #expect(error?.description == message)
  }

  @Test func afterABadLineComesTheNext() throws {
    var reader = JSONLinesReader(stream("{\"a\":1}\nnonsense\n\u{0}\n{\"a\":2}\n"))
    #expect(try reader.next()?.number == 1)
    #expect(throws: JSONLinesError.self) { try reader.next() }
    #expect(throws: JSONLinesError.self) { try reader.next() }
    let last = try reader.next()
    #expect(last?.number == 4 && last?.value == ["a": 2])
    #expect(try reader.next() == nil)
  }

  @Test func linesAreBounded() throws {
    let long =
      "[\"" + String(repeating: "x", count: JSONLinesReader.maximumLineBytes) + "\"]\n[1]\n"
    var reader = JSONLinesReader(stream(long))
    let error = #expect(throws: JSONLinesError.self) { try reader.next() }
    #expect(
      error?.description
        == "json: line 1: expected a line of at most 16777216 bytes, got a longer one")
    #expect(try reader.next()?.value == [1])
  }

  @Test func tablesHaveTheColumnsOfAllObjects() throws {
    let text = """
      {"size": 1, "colour": "red"}
      {"colour": "blue", "weight": 2.5, "size": null}
      {"size": 3e0, "old": true}
      """
    let table = try Table(JSONLinesReader(stream(text)))
    #expect(
      table.columns == [
        Table.Column("size", .numbers([1, nil, 3])),
        Table.Column("colour", .text(["red", "blue", nil])),
        Table.Column("weight", .numbers([nil, 2.5, nil])),
        Table.Column("old", .text([nil, nil, "true"])),
      ])
    #expect(table.lines == [1, 2, 3])
    let csv = "size,colour,weight,old\n1,red,,\n,blue,2.5,\n3,,,true\n"
    let same = try Table(CSVReader(ByteStream(bytes: Array(csv.utf8), name: "t.csv")))
    #expect(same.columns == table.columns)
    let arrays = try Table(JSONLinesReader(stream("[1,\"a\"]\n[2,null]\n")))
    #expect(arrays.columns.map(\.name) == ["column_1", "column_2"])
    let numbers = try Table(
      JSONLinesReader(stream("{\"size\":1}\n{\"code\":7}")), textColumns: ["code"])
    #expect(numbers.columns[1] == Table.Column("code", .text([nil, "7"])))
  }

  @Test(arguments: [
    ("{\"a\":1}\n{\"a\":\"x\"}", [], "json: line 2, column 'a': expected a number, got 'x'"),
    ("[1,2]\n[1]", [], "json: line 2: expected 2 fields, got 1"),
    ("{\"a\":1}", ["b"], "json: no column 'b' (columns: a)"),
  ])
  func tablesRefuse(_ text: String, _ textColumns: [String], _ message: String) {
    let error = #expect(throws: JSONLinesError.self) {
      try Table(JSONLinesReader(stream(text)), textColumns: Set(textColumns))
    }
    #expect(error?.description == message)
  }

  /// A name of its own for each object would take memory with the square of their number.
  @Test func objectsThatShareNoNames() {
    let text = (0..<5000).map { "{\"name\($0)\":1}\n" }.joined()
    let error = #expect(throws: JSONLinesError.self) { try Table(JSONLinesReader(stream(text))) }
    #expect(
      error?.description
        == "preparation: line 2081: expected objects that share most of their names, "
        + "got 2081 names in 2081 objects")
  }

  @Test func mutationsNeverTrap() {
    let seed = Array("{\"age\":1.5,\"x\":\"é\\n\"}\n[1,null,true]\r\n\n{\"a\":{}}\n".utf8)
    var random = SplitMix(state: 5)
    for _ in 0..<20_000 {
      let bytes = mutated(seed, with: Array("\",:{}[]\r\n0.é\0 ".utf8), using: &random)
      do throws(JSONLinesError) {
        let table = try Table(JSONLinesReader(ByteStream(bytes: bytes, name: "t")))
        #expect(table.columns.allSatisfy { $0.values.count == table.lines.count })
      } catch {
        #expect(error.description.utf8.allSatisfy { $0 >= 0x20 })
      }
    }
  }
}
