public import StrataBytes
import StrataJSON
import StrataModel
import StrataPlugin

/// Tables as JSON lines, as ``JSONLinesReader`` reads them: an object by the names of the columns, or an
/// array, a line.
///
/// Values are what CSV's fields are: texts and numbers, and `null`, or a name that an object lacks, for
/// a missing one; `true` and `false` are texts. Arrays are like a table without a header, and each has as
/// many elements as the first.
public struct JSONLinesData: DataReader {
  /// The name on command lines.
  public static let kind = "jsonl"
  /// What a list of plugins says of it.
  public static let summary = "A JSON object or array a line"
  /// A table.
  public static let rowKind = RowKind.table
  /// Of JSON lines, under either name.
  public static let endings = ["jsonl", "ndjson"]

  /// Tables as JSON lines.
  public init() {}

  /// Certain where an object or array begins, as no table does.
  public static func recognize(_ start: [UInt8]) -> Recognition {
    let text = start.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let first = text.first else { return .no }
    let next = text.dropFirst().first { $0 != 0x20 && $0 != 0x09 }
    switch first {
    case UInt8(ascii: "{"):
      return next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") ? .certain : .no
    case UInt8(ascii: "["):
      return next.map { Array("-\"]0123456789ntf".utf8).contains($0) } ?? false ? .certain : .no
    default:
      return .no
    }
  }

  /// Reads rows one after the other.
  /// - Throws: ``JSONLinesError``.
  public func rows(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> any RowSource {
    try JSONLinesRows(JSONLinesReader(stream), columns: options.columns)
  }

  /// Reads the whole table: its columns are the names of all objects, in the order in which they come.
  /// - Throws: ``JSONLinesError``.
  /// - Complexity: O(bytes).
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    .table(try Table(JSONLinesReader(stream), textColumns: options.textColumns))
  }
}

private final class JSONLinesRows: RowSource {
  let layout: RowLayout
  private var reader: JSONLinesReader
  private let names: [String]
  /// Whether rows are objects; nil if there is none.
  private let areObjects: Bool?
  private var first: JSONLinesReader.Line?
  /// What is wrong with it, where the names are known without it.
  private var firstProblem: JSONLinesError?
  /// Where each name stood in the last object: mostly it stands there again.
  private var places: [Int]

  init(
    _ reader: consuming JSONLinesReader, columns: [String]?
  ) throws(JSONLinesError) {
    do throws(JSONLinesError) {
      first = try reader.next()
    } catch {
      if case .bytes = error { throw error }
      guard columns != nil else { throw error }
      firstProblem = error
    }
    self.reader = reader
    switch first?.value {
    case .object(let object):
      names = columns ?? object.members.map(\.key)
      areObjects = true
    case .array(let elements):
      names = elements.indices.map { "column_\($0 + 1)" }
      areObjects = false
    default:
      names = columns ?? []
      areObjects = firstProblem == nil ? nil : true
    }
    places = Array(repeating: 0, count: names.count)
    layout = .table(names: names, hasHeader: areObjects != false)
  }

  func next() throws -> DataRow? {
    do throws(JSONLinesError) {
      if let problem = firstProblem {
        firstProblem = nil
        throw problem
      }
      var taken = first
      first = nil
      if taken == nil { taken = try reader.next() }
      guard let line = taken else { return nil }
      switch (line.value, areObjects) {
      case (.object(let object), true):
        return DataRow(
          .fields(names.indices.map { field($0, of: object) }), place: line.number, object: object)
      case (.array(let elements), false):
        guard elements.count == names.count else {
          throw .value(
            .fieldCount(line: line.number, expected: names.count, got: elements.count))
        }
        return DataRow(.fields(elements.map(JSONLinesReader.field)), place: line.number)
      default:
        throw .row(
          line: line.number, expected: areObjects == true ? "an object" : "an array",
          got: areObjects == true ? "an array" : "an object")
      }
    } catch .bytes(let error) {
      throw JSONLinesError.bytes(error)
    } catch {
      throw RowError(error)
    }
  }

  private func field(_ index: Int, of object: JSONObject) -> String {
    let (members, name) = (object.members, names[index])
    if !members.indices.contains(places[index]) || members[places[index]].key != name {
      guard let place = members.firstIndex(where: { $0.key == name }) else { return "" }
      places[index] = place
    }
    return JSONLinesReader.field(members[places[index]].value)
  }
}
