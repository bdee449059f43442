import StrataModel
public import StrataTensor

/// What rows look like, known before the first is read.
public enum RowLayout: Hashable, Sendable {
  /// Fields under names; without a header they are `column_1` and so on.
  case table(names: [String], hasHeader: Bool)
  /// Samples of one shape.
  case array(Shape)
  /// Images of any size.
  case image
}

/// Gives rows of data one after the other, and holds no more of them than one.
public protocol RowSource: AnyObject {
  /// What the rows look like.
  var layout: RowLayout { get }

  /// The next row, nil at the end.
  /// - Throws: ``RowError`` for a row that cannot be read where the rows after it can: the next call
  ///   gives one of those. Any other error is the end.
  func next() throws -> DataRow?
}

/// A row that cannot be used; the rows after it can.
public struct RowError: Error, CustomStringConvertible {
  /// What is wrong with it.
  public let error: any Error

  /// A row that cannot be used.
  public init(_ error: any Error) { self.error = error }

  /// One line: where in the file, expected, got.
  public var description: String {
    switch error {
    case let error as CSVError: error.described(as: "")
    case let error as JSONLinesError: error.described(as: "")
    case let error as PreparationError: error.described(as: "")
    default: "\(error)"
    }
  }
}
