import Strata
import StrataBytes

/// JSON lines, as tables and as rows.
enum JSONLinesEntry: FuzzEntry {
  static let name = "jsonl"

  static func read(_ bytes: [UInt8]) throws(Finding) {
    let table = try refusing { () throws(JSONLinesError) in
      try Table(JSONLinesReader(ByteStream(bytes: bytes, name: "t.jsonl")))
    }
    if let table, !table.columns.allSatisfy({ $0.values.count == table.lines.count }) {
      throw Finding("a table whose columns differ in length")
    }
    var reader = JSONLinesReader(ByteStream(bytes: bytes, name: "t.jsonl"))
    var last = 0
    var isAtEnd = false
    var calls = 0
    while !isAtEnd {
      let line = try refusing { () throws(JSONLinesError) -> JSONLinesReader.Line? in
        do throws(JSONLinesError) {
          let line = try reader.next()
          isAtEnd = line == nil
          return line
        } catch {
          // Behind bad bytes there is nothing; behind a bad line, the next.
          if case .bytes = error { isAtEnd = true }
          throw error
        }
      }
      calls += 1
      // Gzip data holds at most some thousand times as many lines as it has bytes.
      guard calls < 1 << 23 else { throw Finding("lines without an end") }
      guard case let line?? = line else { continue }
      guard line.number > last else { throw Finding("lines that do not go on") }
      last = line.number
    }
  }
}
