public import StrataBytes
public import StrataJSON

/// Reads JSON lines row by row, without holding more than a line and a chunk (<https://jsonlines.org>).
///
/// ```swift
/// var reader = JSONLinesReader(try ByteStream(path: "rows.jsonl"))
/// while let line = try reader.next() { … }
/// ```
///
/// A line is an object or an array in UTF-8, and ends with LF or CR LF. Empty lines, and a byte order mark
/// at the start, are passed over.
public struct JSONLinesReader: ~Copyable {
  /// A line longer than this is not read.
  public static let maximumLineBytes = 16 << 20

  /// A line.
  public struct Line: Hashable, Sendable {
    /// An object or an array.
    public let value: JSONValue
    /// Which line of the file, counted from 1.
    public let number: Int
  }

  private var stream: ByteStream
  private var chunk: [UInt8] = []
  private var position = 0
  private var number = 0

  /// Reads nothing yet.
  public init(_ stream: consuming ByteStream) { self.stream = stream }

  /// The next line that is not empty, nil at the end.
  ///
  /// After an error about a line the next call gives the line after it; after
  /// ``JSONLinesError/bytes(_:)`` there is nothing more to be had.
  /// - Throws: ``JSONLinesError``.
  /// - Complexity: O(length of the line).
  public mutating func next() throws(JSONLinesError) -> Line? {
    while var text = try nextText() {
      if number == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONReader.value(from: text)
      } catch {
        var error = error
        error.position?.line = number
        throw .json(error)
      }
      switch value {
      case .object, .array: return Line(value: value, number: number)
      default:
        throw .row(
          line: number, expected: "an object or an array",
          got: Self.field(value).printable)
      }
    }
    return nil
  }

  /// The bytes of the next line without its end, nil behind the last.
  private mutating func nextText() throws(JSONLinesError) -> [UInt8]? {
    var text: [UInt8] = []
    var isTooLong = false
    while try fill() {
      let end = chunk[position...].firstIndex(of: 0x0A)
      let part = chunk[position..<(end ?? chunk.count)]
      // Of a line that is too long the rest is passed over.
      isTooLong = isTooLong || part.count > Self.maximumLineBytes - text.count
      if !isTooLong { text += part }
      position = end.map { $0 + 1 } ?? chunk.count
      if end != nil { return try counted(text, isTooLong) }
    }
    return text.isEmpty && !isTooLong ? nil : try counted(text, isTooLong)
  }

  private mutating func counted(
    _ text: [UInt8], _ isTooLong: Bool
  ) throws(JSONLinesError) -> [UInt8] {
    number += 1
    guard !isTooLong else {
      throw .row(
        line: number, expected: "a line of at most \(Self.maximumLineBytes) bytes",
        got: "a longer one")
    }
    return text
  }

  /// Gets the next chunk if this one is used up; false at the end.
  private mutating func fill() throws(JSONLinesError) -> Bool {
    if position < chunk.count { return true }
    do throws(ByteError) {
      chunk = try stream.next() ?? []
    } catch {
      throw .bytes(error)
    }
    position = 0
    return !chunk.isEmpty
  }

  /// A value as the field of a table: nothing for `null`, the JSON for what has parts.
  static func field(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .number(let number): number.text
    case .string(let text): text
    case .array, .object: String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    }
  }
}
