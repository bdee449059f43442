/// A shape or a count that does not fit.
public enum TensorError: Error, Equatable, CustomStringConvertible {
  /// Something has another shape than it must have.
  case shapeMismatch(operation: String, expected: String, got: String)
  /// More dimensions than ``Shape/maximumRank``.
  case tooManyDimensions(got: Int)
  /// A dimension is below 0.
  case negativeDimension(axis: Int, got: Int)
  /// The number of elements does not fit an `Int`.
  case tooLarge(dimensions: [Int])
  /// The system has not that much memory to give.
  case noMemory(bytes: Int)

  /// One line: what, expected, got.
  public var description: String {
    switch self {
    case .shapeMismatch(let operation, let expected, let got):
      "\(operation): expected \(expected), got \(got)"
    case .tooManyDimensions(let got):
      "shape: expected at most \(Shape.maximumRank) dimensions, got \(got)"
    case .negativeDimension(let axis, let got):
      "shape: dimension \(axis): expected 0 or more, got \(got)"
    case .tooLarge(let dimensions):
      "shape: \(dimensions) has more elements than can be counted"
    case .noMemory(let bytes):
      "memory: expected \(bytes) bytes to be had, got none"
    }
  }
}
