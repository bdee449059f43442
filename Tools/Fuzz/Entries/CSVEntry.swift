import Strata
import StrataBytes

/// Tables of text, plain or as gzip data, and the telling of formats apart.
enum CSVEntry: FuzzEntry {
  static let name = "csv"

  static func read(_ bytes: [UInt8]) throws(Finding) {
    for header in [CSVReader.Header.automatic, .present, .absent] {
      let table = try refusing { () throws(CSVError) in
        try Table(CSVReader(ByteStream(bytes: bytes, name: "t.csv"), header: header))
      }
      guard let table else { continue }
      guard table.columns.allSatisfy({ $0.values.count == table.lines.count }) else {
        throw Finding("a table whose columns differ in length")
      }
      guard table.lines == table.lines.sorted(), table.lines.first.map({ $0 > 0 }) != false else {
        throw Finding("a table whose rows stand on no lines")
      }
    }
    let refusals: [any Error.Type] = [
      CSVError.self, JSONLinesError.self, ImageError.self, ByteError.self, NumPyError.self,
      DataError.self,
    ]
    _ = try refusing(refusals) {
      try RawData(ByteStream(bytes: bytes, name: "t.csv"), limit: 1 << 22)
    }
  }
}
