import Foundation
import StrataBytes
import StrataData
import StrataImages
import StrataJSON
import StrataModel
import StrataNumPy
import StrataPlugin
import StrataTensor
import Testing

/// Readers told apart, and the rows that they give.
@Suite struct DataReadersTests {
  private func kind(_ bytes: [UInt8], _ name: String = "a", in readers: DataReaders = .standard)
    throws -> String
  {
    var stream = ByteStream(bytes: bytes, name: name)
    let reader = try readers.reader(for: &stream)
    // Nothing is used up.
    #expect(try stream.readAll(limit: 1 << 20) == bytes)
    return type(of: reader).kind
  }

  @Test func formatsAreToldByTheirBeginning() throws {
    for (text, expected) in [
      ("a,b\n1,2\n", "csv"), ("", "csv"), ("[a],b\n", "csv"), ("{a},b\n", "csv"), ("P5,b", "csv"),
      ("{\"a\": 1}", "jsonl"), ("\n { \"a\": 1}", "jsonl"), ("{}", "jsonl"), ("[1, 2]", "jsonl"),
      ("[ \"a\"]", "jsonl"), ("P5 8 8 255\n", "netpbm"), ("\u{0}\u{0}\u{8}\u{1}", "idx"),
    ] {
      #expect(try kind(Array(text.utf8)) == expected, "\(text)")
    }
    #expect(try kind([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == "png")
    #expect(try kind(NumPyArray(Tensor<Float>([1, 2])).encoded()) == "npy")
    let error = #expect(throws: DataError.self) { try kind([0x25, 0x50, 0x44, 0x46]) }
    #expect(
      error?.description
        == "data: expected CSV, JSON lines, IDX or a NumPy array, got a PDF document"
    )
    #expect(DataReaders.standard.kinds == ["csv", "idx", "jsonl", "netpbm", "npy", "png"])
    #expect(DataReaders.standard.imageEndings == ["pbm", "pgm", "png", "pnm", "ppm"])
    for (name, isImage) in [
      ("a.png", true), ("b/A.PGM", true), ("a.ppm.gz", true), ("png", false), ("a.csv", false),
      ("a.png/b", false),
    ] {
      #expect(DataReaders.standard.isImage(named: name) == isImage, "\(name)")
    }
  }

  /// A format of one's own: a text whose lines are numbers in stars, and bytes that begin with L.
  struct Stars: DataReader {
    static let kind = "stars"
    static let rowKind = RowKind.table
    static let endings = ["stars"]
    static func recognize(_ start: [UInt8]) -> Recognition { start.contains(0) ? .no : .likely }

    func rows(
      _ stream: consuming ByteStream, _ options: DataOptions
    ) throws -> any RowSource {
      let text = String(decoding: try stream.readAll(limit: 1 << 20), as: UTF8.self)
      return Rows(text.split(separator: "\n").map { "\($0.count)" })
    }

    final class Rows: RowSource {
      let layout = RowLayout.table(names: ["stars"], hasHeader: true)
      var fields: [String]
      var count = 0
      init(_ fields: [String]) { self.fields = fields }

      func next() -> DataRow? {
        guard count < fields.count else { return nil }
        count += 1
        return DataRow(.fields([fields[count - 1]]), place: count)
      }
    }
  }

  struct Lengths: DataReader {
    static let kind = "lengths"
    static let rowKind = RowKind.array
    static let endings = ["len"]
    static func recognize(_ start: [UInt8]) -> Recognition { start.first == 76 ? .certain : .no }

    func rows(
      _ stream: consuming ByteStream, _ options: DataOptions
    ) throws -> any RowSource { Rows(Array(try stream.readAll(limit: 1 << 20).dropFirst())) }

    final class Rows: RowSource {
      let layout = RowLayout.array([2])
      var bytes: [UInt8]
      var count = 0
      init(_ bytes: [UInt8]) { self.bytes = bytes }

      func next() -> DataRow? {
        guard 2 * count + 1 < bytes.count else { return nil }
        count += 1
        return DataRow(
          .numbers([Float(bytes[2 * count - 2]), Float(bytes[2 * count - 1])]), place: count)
      }
    }
  }

  @Test func readersFromOutsideAreFound() throws {
    var registry = try PluginRegistry(DataPlugins.all)
    for type in [Stars.self, Lengths.self] as [any Plugin.Type] { try registry.register(type) }
    let readers = try DataReaders(registry)
    // By its name only where the bytes say no more of another.
    #expect(try kind(Array("***\n".utf8), "a.stars", in: readers) == "stars")
    #expect(try kind(Array("***\n".utf8), "a.csv", in: readers) == "csv")
    #expect(try kind(Array("***\n".utf8), "a", in: readers) == "csv")
    #expect(try kind(Array("{\"a\":1}\n".utf8), "a.stars", in: readers) == "jsonl")
    #expect(try kind([76, 1, 2], "a", in: readers) == "lengths")
    // Read whole, for training.
    let table = try RawData(
      ByteStream(bytes: Array("*\n***\n".utf8), name: "t.stars"), readers: readers)
    guard case .table(let table) = table else {
      Issue.record("no table")
      return
    }
    #expect(table.columns == [Table.Column("stars", .numbers([1, 3]))])
    let array = try RawData(
      ByteStream(bytes: [76, 1, 2, 3, 4, 6, 8], name: "t"), readers: readers)
    guard case .array(let array) = array else {
      Issue.record("no array")
      return
    }
    #expect(array.shape == [3, 2] && array.floats == [1, 2, 3, 4, 6, 8])
    #expect(array.integers == [1, 2, 3, 4, 6, 8])
  }

  // MARK: - Rows

  private func rows(_ bytes: [UInt8], _ options: DataOptions = DataOptions()) throws -> [DataRow] {
    var stream = ByteStream(bytes: bytes, name: "a")
    let reader = try DataReaders.standard.reader(for: &stream)
    let source = try reader.rows(stream, options)
    var rows: [DataRow] = []
    while let row = try source.next() { rows.append(row) }
    return rows
  }

  private func fields(_ rows: [DataRow]) -> [[String]] {
    rows.map { if case .fields(let fields) = $0.content { fields } else { [] } }
  }

  private func numbers(_ rows: [DataRow]) -> [[Float]] {
    rows.map { if case .numbers(let numbers) = $0.content { numbers } else { [] } }
  }

  @Test func arraysComeRowByRow() throws {
    let idx: [UInt8] = [
      0, 0, 0x0B, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0, 2, 0, 3, 255, 255, 1, 0, 0, 0,
    ]
    #expect(numbers(try rows(idx)) == [[1, 2, 3], [-1, 256, 0]])
    #expect(try rows(idx).map(\.place) == [1, 2])
    let tensor = try Tensor<Float>(shape: [3, 2, 1], elements: [1, 2, 3, 4, 5, 6])
    #expect(numbers(try rows(NumPyArray(tensor).encoded())) == [[1, 2], [3, 4], [5, 6]])
    let fortran = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2), }\n"
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(fortran.utf8.count), 0] + fortran.utf8
    #expect(numbers(try rows(bytes + [1, 2, 3, 4])) == [[1, 3], [2, 4]])
  }

  /// In pieces of 65,536 bytes through gzip, rows lie across the ends of chunks.
  @Test func longArraysAreTheSameInPieces() throws {
    let count = 30_011
    let elements = (0..<count * 7).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let header: [UInt8] =
      [0, 0, 8, 2] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + [0, 0, 0, 7]
    let rows = numbers(try rows(stored(header + elements)))
    #expect(rows.count == count)
    #expect(rows.joined().elementsEqual(elements.map { Float($0) }))
  }

  @Test func arraysCutShortOrTooLong() throws {
    let idx: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]
    let short = #expect(throws: ByteError.self) { try rows(idx.dropLast()) }
    #expect(short?.description == "a: cut short at byte 12: expected 6 bytes, got 5")
    let long = #expect(throws: ByteError.self) { try rows(idx + [7]) }
    #expect(
      long?.description == "a: corrupt data at byte 18: expected the end of the data, got more")
    for length in 2..<idx.count {
      #expect(throws: ByteError.self, "\(length)") { try rows(Array(idx.prefix(length))) }
    }
    let scalar = NumPyArray(try Tensor<Float>(shape: Shape([]), elements: [1])).encoded()
    #expect(throws: DataError.self) { try rows(scalar) }
    #expect(throws: DataError.self) { try rows([0, 0, 8, 2, 0, 0, 0, 9, 0, 0, 0, 0]) }
  }

  @Test func objectsByTheNamesThatAreAskedFor() throws {
    let text = Array("{\"b\":\"x\",\"a\":1}\n{\"a\":2.50,\"c\":[1],\"b\":null}\n{}\n".utf8)
    #expect(fields(try rows(text)) == [["x", "1"], ["", "2.50"], ["", ""]])
    let asked = try rows(text, DataOptions(columns: ["a", "c"]))
    #expect(fields(asked) == [["1", ""], ["2.50", "[1]"], ["", ""]])
    #expect(asked[1].object?["a"]?.number?.text == "2.50")
  }

  /// A bad row is one error, and the rows after it are whole.
  @Test(arguments: [
    ("a,b\n1,2\n3\n4,5\n", ["line 3: expected 2 fields, got 1"]),
    (
      "a,b\n1,2\n3\"4,5\n4,5\n",
      ["line 3: expected quotes around a whole field, got a quote inside one"]
    ),
    (
      "a,b\n1,2\n3\"4,5\r\n4,5\r\n",
      ["line 3: expected quotes around a whole field, got a quote inside one"]
    ),
    ("a,b\n1,2\n3,\u{0}\n4,5\n", ["line 3: expected text, got a zero byte in field 2"]),
    ("a,b\n1,2\n\u{0},3\n4,5\n", ["line 3: expected text, got a zero byte in field 1"]),
    ("a,b\n1,2\n\u{0},3,\u{0}\r4,5\r", ["line 3: expected text, got a zero byte in field 1"]),
    ("a,b\n1,2\n\n4,5\n", ["line 3: expected 2 fields, got 1"]),
    (
      "a,b\n1,2\n\n3\n4,5\n",
      ["line 3: expected 2 fields, got 1", "line 4: expected 2 fields, got 1"]
    ),
    ("a,b\n1,2\n4,5\n6,\"7\n", ["line 4: expected a closing quote, got the end of the file"]),
    (
      "[1,2]\n[3]\n{\"a\":1}\n[4,5]",
      [
        "line 2: expected 2 fields, got 1", "line 3: expected an array, got an object",
      ]
    ),
    (
      "{\"a\":1,\"b\":2}\n{\n{\"a\":4,\"b\":5}",
      [
        "line 2, column 2: expected a key in double quotes, got the end of the text"
      ]
    ),
  ])
  func badRowsAreReported(_ text: String, _ messages: [String]) throws {
    let reader: any DataReader = text.hasPrefix("a") ? CSVData() : JSONLinesData()
    let source = try reader.rows(
      ByteStream(bytes: Array(text.utf8), name: "a"), DataOptions())
    var (good, errors): ([DataRow], [String]) = ([], [])
    while true {
      do {
        guard let row = try source.next() else { break }
        good.append(row)
      } catch let error as RowError {
        errors.append("\(error)")
      }
    }
    #expect(errors == messages)
    #expect(fields(good) == [["1", "2"], ["4", "5"]])
  }

  /// Where the names are known, not even the first line must be good.
  @Test func aBadFirstLineOfJSON() throws {
    let text = Array("{\"a\":\n{\"a\":1}\n[2]\n".utf8)
    let source = try JSONLinesData().rows(
      ByteStream(bytes: text, name: "t"), DataOptions(columns: ["a"]))
    let first = #expect(throws: RowError.self) { try source.next() }
    #expect(first?.description == "line 1, column 6: expected a value, got the end of the text")
    #expect(fields([try #require(try source.next())]) == [["1"]])
    let last = #expect(throws: RowError.self) { try source.next() }
    #expect(last?.description == "line 3: expected an object, got an array")
    #expect(try source.next() == nil)
    let error = #expect(throws: JSONLinesError.self) {
      _ = try JSONLinesData().rows(ByteStream(bytes: text, name: "t"), DataOptions())
    }
    #expect(error?.description.hasPrefix("json: line 1, ") == true)
  }

  // MARK: - Prepared rows

  @Test func preparedRowsAreThoseOfTheTable() throws {
    let csv = "size,colour\n1,red\n2,blue\n4,red\n"
    let table = try Table(CSVReader(ByteStream(bytes: Array(csv.utf8), name: "a")))
    let preparation = try PreparationFitter(imputes: true).fit(table)
    let expected = try preparation.inputs(of: table)
    let lines = """
      {"size":1,"note":[2],"colour":"red"}
      {"colour":"blue","size":2}
      {"colour":"green","size":2}
      {"size":"big","colour":"red"}
      {"colour":"red","size":4}
      {"colour":"red"}

      """
    var stream = ByteStream(bytes: Array(lines.utf8), name: "a")
    let source = try DataReaders.standard.reader(for: &stream).rows(
      stream, DataOptions(columns: ["size", "colour"]))
    let rows = try PreparedRows(source, preparation, sampleShape: [3])
    var (values, places, errors): ([Float], [Int], [String]) = ([], [], [])
    while true {
      do {
        guard let row = try rows.next(into: &values) else { break }
        places.append(row.place)
      } catch let error as RowError {
        errors.append("\(error)")
      }
    }
    #expect(places == [1, 2, 5, 6])
    #expect(values.prefix(9).elementsEqual(expected.elements))
    #expect(
      errors == [
        "line 3, column 'colour': unknown value 'green' (known: blue, red)",
        "line 4, column 'size': expected a number, got 'big'",
      ])
  }

  @Test func elementsAreCountedFromTheStart() throws {
    let tensor = try Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, .nan])
    let source = try NumPyData().rows(
      ByteStream(bytes: NumPyArray(tensor).encoded(), name: "a"), DataOptions())
    let rows = try PreparedRows(
      source, try Preparation(input: .array(scale: 2, offset: 1)), sampleShape: [2])
    var values: [Float] = []
    #expect(try rows.next(into: &values)?.place == 1)
    let error = #expect(throws: RowError.self) { try rows.next(into: &values) }
    #expect(error?.description == "array: element 3: expected a number, got 'nan'")
    #expect(values == [3, 5])
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
