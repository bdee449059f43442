public import StrataBytes
public import StrataPlugin
import StrataTensor

/// A plugin that makes rows of the bytes of a file: a format of data.
///
/// It is found by how the data begins and by the ending of its file's name, so that a format of your own
/// is taken wherever the package's are, once its type is registered:
///
/// ```swift
/// struct Lengths: DataReader {
///   static let kind = "lengths"
///   static let rowKind = RowKind.array
///   static let endings = ["len"]
///   static func recognize(_ start: [UInt8]) -> Recognition { start.starts(with: [76]) ? .certain : .no }
///   func rows(_ stream: consuming ByteStream, _ options: DataOptions) throws -> any RowSource { … }
/// }
/// ```
public protocol DataReader: Plugin {
  /// What its rows are.
  static var rowKind: RowKind { get }

  /// What names of such files end in, behind the point and in lower case.
  static var endings: [String] { get }

  /// Whether data that begins like this is of the format.
  /// - Parameter start: The first bytes, gzip unpacked: ``DataFormat/peekLength`` of them, or as many as
  ///   came up to the end of a line.
  static func recognize(_ start: [UInt8]) -> Recognition

  /// Reads rows one after the other.
  /// - Throws: What is wrong with the beginning of the data; with rows, what ``RowSource/next()`` says.
  func rows(_ stream: consuming ByteStream, _ options: DataOptions) throws -> any RowSource

  /// Reads all of it. Without one of its own, a reader gathers its rows.
  func read(_ stream: consuming ByteStream, _ options: DataOptions) throws -> RawData
}

/// What the rows of a format are.
public enum RowKind: Hashable, Sendable {
  /// Fields under names.
  case table
  /// Samples of one shape.
  case array
  /// Images.
  case image
}

/// How sure a reader is of data by its first bytes. The surest reader takes it; among those that are only
/// likely, one to which the file's name belongs, then the first by kind.
public enum Recognition: Int, Hashable, Sendable {
  /// It is something else.
  case no
  /// It may be, as any text may be a table.
  case likely
  /// Nothing else begins like that.
  case certain
}

extension DataReader {
  /// Data readers.
  public static var family: PluginFamily { .reader }

  /// Gathers the rows: a table of their fields, or an array of their numbers.
  /// - Throws: ``DataError/format(_:)`` for images; what the rows throw.
  /// - Complexity: O(values), all held.
  public func read(
    _ stream: consuming ByteStream, _ options: DataOptions
  ) throws -> RawData {
    let rows = try rows(stream, options)
    switch rows.layout {
    case .table(let names, _):
      var builder = try TableBuilder(names, textColumns: options.textColumns)
      while let row = try rows.next() {
        guard case .fields(let fields) = row.content else { continue }
        try builder.append(fields, line: row.place)
      }
      return .table(builder.table)
    case .array(let shape):
      var (count, elements) = (0, [Float]())
      while let row = try rows.next() {
        guard case .numbers(let numbers) = row.content else { continue }
        guard numbers.count == shape.count else {
          throw DataError.sample(
            count, expected: "\(shape.count) numbers", got: "\(numbers.count)")
        }
        elements += numbers
        count += 1
      }
      return .array(
        .numbers(try Tensor(shape: Shape([count] + shape.array), elements: elements)))
    case .image:
      throw DataError.format("an image")
    }
  }
}
