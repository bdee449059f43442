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
    // A bad line is one error, and the next call goes on: no more calls than lines.
    for _ in 0..<bytes.count + 2 where !isAtEnd {
      let line = try refusing { () throws(JSONLinesError) -> JSONLinesReader.Line? in
        let line = try reader.next()
        isAtEnd = line == nil
        return line
      }
      guard case let line?? = line else { continue }
      guard line.number > last else { throw Finding("lines that do not go on") }
      last = line.number
    }
    guard isAtEnd else { throw Finding("lines without an end") }
  }
}
