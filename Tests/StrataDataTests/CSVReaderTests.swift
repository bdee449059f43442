import StrataBytes
import StrataData
import Testing

/// Rows of a text: what RFC 4180 allows, what it does not, and what header there is.
struct CSVReaderTests {
  private func rows(
    _ text: String, _ header: CSVReader.Header = .automatic
  ) throws -> (header: [String]?, names: [String], rows: [CSVRow]) {
    var reader = try CSVReader(ByteStream(bytes: Array(text.utf8), name: "t"), header: header)
    var rows: [CSVRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(try reader.next() == nil)
    return (reader.header, reader.names, rows)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["1", "2"]]),
    ("a,b\r1,2\r", [["1", "2"]]),
    ("a,b", []),
    ("a,b\n\n\n", []),
    ("a,b\n1,2\n\n\r\n\n", [["1", "2"]]),
    ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n,\n", [["", ""]]),
    ("a,b\n\"x,y\",\"\"\n", [["x,y", ""]]),
    ("a,b\n\"say \"\"hi\"\"\",\"\"\"\"\n", [["say \"hi\"", "\""]]),
    ("a,b\n\"1\n2\r\n3\r4\",5\n", [["1\n2\r\n3\r4", "5"]]),
    ("a,b\n é , 𝄞\n", [[" é ", " 𝄞"]]),
    ("a,b\n\"\u{FEFF}\",x", [["\u{FEFF}", "x"]]),
    ("a;b\n1,5;2\n", [["1,5", "2"]]),
    ("\"a,1\";b\nx;y\n", [["x", "y"]]),
    ("a\tb\nx,1\ty;2\n", [["x,1", "y;2"]]),
    ("a;b\tc;d\n1;2;3\n", [["1", "2", "3"]]),
    ("a\n1\n\n2\n\n", [["1"], [""], ["2"]]),
    ("a\n\"\"\n", [[""]]),
    ("a\n\n\n\"\"\n\n", [[""], [""], [""]]),
    ("a,b\n\"1\",\"2\"", [["1", "2"]]),
    ("a,b\n1,", [["1", ""]]),
  ])
  func reads(_ text: String, _ expected: [[String]]) throws {
    let read = try rows(text).rows
    #expect(
      read.map { $0.fields.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
  }

  @Test(arguments: [
    ("", "csv: expected a header or a row, got nothing"),
    ("a,b\n1\n", "csv: line 2: expected 2 fields, got 1"),
    ("a,b\n1,2\n\n\n3,4\n", "csv: line 3: expected 2 fields, got 1"),
    ("a,b\n\"1\n\n2\",3\n1,2,3", "csv: line 5: expected 2 fields, got 3"),
    ("a\n1,2\n", "csv: line 2: expected 1 field, got 2"),
    ("a,b\n1,\"2\n3", "csv: line 2: expected a closing quote, got the end of the file"),
    ("a,b\n1,2\"x\n", "csv: line 2: expected quotes around a whole field, got a quote inside one"),
    (
      "a,b\n\"1\"x,2\n",
      "csv: line 2: expected a separator or the end of the line after a closing quote, got 'x'"
    ),
    ("a,b,a\n", "csv: line 1: expected columns of different names, got 'a' twice"),
    ("a,b\n1,x\0y\n", "csv: line 2: expected text, got a zero byte in field 2"),
  ])
  func refuses(_ text: String, _ message: String) {
    let error = #expect(throws: CSVError.self) { try rows(text) }
    #expect(error?.description == message)
  }

  @Test func refusesBytesThatAreNoText() {
    let error = #expect(throws: CSVError.self) {
      var reader = try CSVReader(
        ByteStream(bytes: Array("a,b\n1,".utf8) + [0xC3, 0x28, 0x0A], name: "t"))
      _ = try reader.next()
    }
    #expect(error?.description == "csv: line 2: expected UTF-8, got other bytes in field 2")
  }

  @Test func errorsOfTheStreamComeThrough() {
    let error = #expect(throws: CSVError.self) {
      _ = try CSVReader(ByteStream(bytes: [0x1F, 0x8B, 0x08], name: "cut.gz")).names
    }
    guard case .bytes = error else {
      Issue.record("expected an error of the bytes, got \(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    ("a,b\n1,2", ["a", "b"]), ("1,b\n1,2", ["1", "b"]), ("0,1,2\n5,6,7", ["0", "1", "2"]),
    ("1,2,3\n5,6,7", ["1", "2", "3"]), ("5,1,2\n5,6,7", nil), ("0,2,1\n5,6,7", nil),
    ("0,0,0\n5,6,7", nil), ("1,,3\n5,6,7", ["1", "", "3"]), ("0.5\n1", nil), ("0\n7", ["0"]),
    ("-1e3, 2 ,3\n1,2,3", nil), ("0x1,1\n1,2", ["0x1", "1"]), ("nan,2\n1,2", ["nan", "2"]),
  ])
  func headerIsTold(_ text: String, _ expected: [String]?) throws {
    let read = try rows(text)
    #expect(read.header == expected)
    #expect(read.names == expected ?? read.names.indices.map { "column_\($0 + 1)" })
    #expect(read.rows.first?.line == (expected == nil ? 1 : 2))
  }

  @Test func headerRuleCanBeOverruled() throws {
    let absent = try rows("a,b\n1,2", .absent)
    #expect(absent.header == nil)
    #expect(absent.rows.map(\.fields) == [["a", "b"], ["1", "2"]])
    let present = try rows("5,9\n1,2", .present)
    #expect(present.names == ["5", "9"])
    #expect(present.rows == [CSVRow(fields: ["1", "2"], line: 2)])
  }

  @Test func linesAreThoseOfTheFile() throws {
    let read = try rows("a,b\r\n1,2\n\"x\ny\r\nz\rw\",3\r4,5\n6,7")
    #expect(read.rows.map(\.line) == [2, 3, 7, 8])
    #expect(try rows("a\n1\n\n\n2\n").rows.map(\.line) == [2, 3, 4, 5])
  }

  /// A stream from gzip comes in chunks of 65,536 bytes: whatever lies across one must read alike.
  @Test func chunksMakeNoDifference() throws {
    let tail = "a\"\"b\"\r\né𝄞,\"x\r\ny\"\r\n"
    for padding in 65_500...65_540 {
      let text = "h,k\n\"\(String(repeating: "p", count: padding))\",\"" + tail
      var reader = try CSVReader(ByteStream(bytes: stored(Array(text.utf8)), name: "t.gz"))
      var fields: [[String]] = []
      while let row = try reader.next() { fields.append(row.fields) }
      #expect(fields.count == 2)
      #expect(fields.first?.first?.utf8.count == padding)
      #expect(fields.first?.last == "a\"b")
      #expect(fields.last == ["é𝄞", "x\r\ny"])
    }
  }

  @Test func rowsAreBounded() {
    let open = Array("a,b\n1,\"".utf8) + [UInt8](repeating: 0x78, count: 17 << 20)
    let commas = Array("a,b\n".utf8) + [UInt8](repeating: 0x2C, count: 17 << 20)
    for bytes in [open, commas] {
      let error = #expect(throws: CSVError.self) {
        var reader = try CSVReader(ByteStream(bytes: bytes, name: "t"))
        _ = try reader.next()
      }
      #expect(
        error?.description
          == "csv: line 2: expected a row of at most 16777216 bytes, got a longer one")
    }
  }

  @Test func mutationsNeverTrap() {
    let seed = Array("age,city,\"x;y\"\r\n1.5,\"Ber\"\"gen\",NA\n\n-2e3,\"a\nb\",?\n".utf8)
    var random = SplitMix(state: 4)
    var accepted = 0
    for _ in 0..<20_000 {
      let bytes = mutated(seed, with: Array("\",;\t\r\n0.é\0 N".utf8), using: &random)
      do throws(CSVError) {
        let table = try Table(CSVReader(ByteStream(bytes: bytes, name: "t")))
        #expect(table.columns.allSatisfy { $0.values.count == table.lines.count })
        accepted += 1
      } catch {
        #expect(error.description.utf8.allSatisfy { $0 >= 0x20 })
      }
    }
    #expect(accepted > 100)
  }

  /// Bytes as a gzip file without compression (RFC 1951, section 3.2.4; RFC 1952).
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    while !rest.isEmpty {
      let block = rest.prefix(60_000)
      rest = rest.dropFirst(60_000)
      let count = UInt16(block.count)
      file.append(rest.isEmpty ? 1 : 0)
      file += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      file += block
    }
    for number in [CRC32.checksum(bytes), UInt32(bytes.count)] {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        file.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    return file
  }
}
