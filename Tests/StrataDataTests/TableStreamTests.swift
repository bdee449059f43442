import StrataBytes
import StrataData
import StrataModel
import StrataTensor
import Testing

@Suite struct TableStreamTests {
  private static let rows = (0..<30).map { "\($0),\($0 % 2 == 0 ? "red" : "blue"),\($0 % 3)" }

  private func write(_ lines: [String], to path: String) throws {
    try AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
  }

  private func preparation(_ targets: [String], classes: Bool) throws -> Preparation {
    let text = (["x,colour,y"] + Self.rows).joined(separator: "\n")
    let table = try Table(CSVReader(ByteStream(bytes: Array(text.utf8), name: "t.csv")))
    return try PreparationFitter(targets: targets, expectsClasses: classes).fit(table)
  }

  /// What a stream gives is what the table as a whole gives.
  @Test(arguments: [true, false]) func asTheWholeTable(_ classes: Bool) throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try write(["x,colour,y"] + Self.rows, to: path)
      let preparation = try preparation(["y"], classes: classes)
      let stream = try TableStream(path: path, preparation, window: 8)
      #expect(stream.sampleCount == 30)
      #expect(
        stream.layout == SampleLayout(inputs: [[3]], targets: [classes ? nil : 1]))
      let table = try Table(CSVReader(ByteStream(path: path)))
      let whole = try Dataset(
        inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
      #expect(try PassContent(stream) == PassContent(whole))
      // As often as one likes, shuffled, and from the middle.
      let order = try PassContent(stream, shuffledBy: epoch(1))
      #expect(try PassContent(stream, shuffledBy: epoch(1)) == order)
      #expect(order.inputs != (try PassContent(whole).inputs))
      let rest = try PassContent(stream, shuffledBy: epoch(1), from: 12)
      #expect(rest.inputs == Array(order.inputs.dropFirst(12)))
    }
  }

  @Test func shapes() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try write(["x,colour,y"] + Self.rows, to: path)
      let preparation = try preparation(["y"], classes: false)
      #expect(
        try TableStream(path: path, preparation, sample: [3, 1]).layout.inputs == [[3, 1]])
      let error = #expect(throws: DataError.self) {
        try TableStream(path: path, preparation, sample: [2, 2])
      }
      #expect(
        error?.description
          == "\(path): expected rows of 4 values, as the shape [2, 2] has, got 3")
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      let preparation = try preparation(["y"], classes: false)
      func message(_ lines: [String]?, _ preparation: Preparation) throws -> String? {
        if let lines { try write(lines, to: path) }
        return #expect(throws: DataError.self) { try TableStream(path: path, preparation) }?
          .description.replacing(path, with: "t.csv")
      }
      #expect(try message(nil, preparation)?.contains("no such file") == true)
      #expect(
        try message(["x,colour,y"], preparation) == "t.csv: expected at least one row, got none")
      #expect(
        try message(["x,color,y", "1,red,2"], preparation)
          == "t.csv: csv: no column 'colour' (columns: x, color, y)")
      #expect(
        try message(["x,colour,y", "1,red,0", "2,green,0"], preparation)
          == "t.csv: csv: line 3, column 'colour': unknown value 'green' (known: blue, red)")
      #expect(
        try message(["x,colour,y", "1,red"], preparation)
          == "t.csv: csv: line 2: expected 3 fields, got 2")
      let none = try Preparation(input: preparation.input)
      #expect(
        try message(["x,colour,y", "1,red,0"], none)
          == "t.csv: expected a preparation with a target, got none")
      #expect(
        #expect(throws: DataError.self) { try TableStream(path: "-", preparation) }?.description
          == "data: expected a file that can be read again for each epoch, got standard input")
    }
  }

  /// A file that changes while it is trained on is found out.
  @Test func aFileThatChanges() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try write(["x,colour,y"] + Self.rows, to: path)
      let stream = try TableStream(path: path, preparation(["y"], classes: false))
      try write(["x,colour,y"] + Self.rows.dropLast(), to: path)
      #expect(throws: DataError.ended(expected: 30, got: 29)) { try PassContent(stream) }
      try write(["x,colour,y"] + Self.rows + ["1,red,1"], to: path)
      #expect(try PassContent(stream).inputs.count == 30)
    }
  }
}
