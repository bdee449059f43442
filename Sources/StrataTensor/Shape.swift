/// The lengths of a tensor's axes, outermost first; row-major, so that the last axis is contiguous.
///
/// A shape lives in place, without memory of its own. A scalar has rank 0 and one element; a
/// dimension may be 0.
public struct Shape: Hashable, Sendable {
  /// The most dimensions a shape can have.
  public static let maximumRank = 8

  private var dimensions: InlineArray<8, Int>
  /// The number of axes.
  public let rank: Int
  /// The number of elements: the product of all dimensions.
  public let count: Int

  /// The shape of the given dimensions.
  /// - Throws: ``TensorError`` for a rank over 8, a negative dimension, or a product past `Int`.
  public init(_ dimensions: some Collection<Int>) throws(TensorError) {
    guard dimensions.count <= Self.maximumRank else {
      throw .tooManyDimensions(got: dimensions.count)
    }
    var stored = InlineArray<8, Int>(repeating: 1)
    var count = 1
    var overflow = false
    for (axis, dimension) in dimensions.enumerated() {
      guard dimension >= 0 else { throw .negativeDimension(axis: axis, got: dimension) }
      stored[axis] = dimension
      let (product, tooLarge) = count.multipliedReportingOverflow(by: dimension)
      (count, overflow) = (product, overflow || tooLarge)
    }
    // A zero behind an overflow would make it zero: the bytes would still have to be counted.
    guard !overflow else { throw .tooLarge(dimensions: Array(dimensions)) }
    self.dimensions = stored
    self.rank = dimensions.count
    self.count = count
  }

  /// `count` rows of one value each.
  /// - Precondition: `count >= 0`.
  package init(column count: Int) {
    precondition(count >= 0, "a column of \(count) values")
    dimensions = InlineArray(repeating: 1)
    dimensions[0] = count
    rank = 2
    self.count = count
  }

  /// The length of an axis.
  /// - Precondition: `0 <= axis < rank`.
  public subscript(axis: Int) -> Int {
    precondition(axis >= 0 && axis < rank, "axis \(axis) of a shape of rank \(rank)")
    return dimensions[axis]
  }

  /// All dimensions, outermost first.
  public var array: [Int] { (0..<rank).map { dimensions[$0] } }

  /// The last dimension, or 1 for a scalar.
  public var columns: Int { rank == 0 ? 1 : dimensions[rank - 1] }

  /// The product of all dimensions but the last: how many rows of ``columns`` values there are.
  public var rows: Int {
    var rows = 1
    for axis in 0..<max(rank - 1, 0) { rows *= dimensions[axis] }
    return rows
  }

  /// The shape with the first dimension replaced, as when a batch has another length.
  /// - Throws: ``TensorError/tooLarge(dimensions:)``.
  public func withFirst(_ length: Int) throws(TensorError) -> Shape {
    var all = array
    if !all.isEmpty { all[0] = length }
    return try Shape(all)
  }

  /// Equal in rank and in every dimension.
  public static func == (a: Shape, b: Shape) -> Bool {
    guard a.rank == b.rank else { return false }
    for axis in 0..<a.rank where a.dimensions[axis] != b.dimensions[axis] { return false }
    return true
  }

  /// Hashes rank and dimensions.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(dimensions[axis]) }
  }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The shape of a literal in source code.
  /// - Precondition: At most 8 dimensions, none negative, their product within `Int`.
  public init(arrayLiteral dimensions: Int...) {
    do {
      try self.init(dimensions)
    } catch {
      preconditionFailure(error.description)
    }
  }

  /// The dimensions as `[128, 10]`.
  public var description: String { "\(array)" }
}

extension Shape: Codable {
  /// Reads a list of whole numbers.
  /// - Throws: `DecodingError` for anything else, and for a list that is no shape.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      self = try Shape(try container.decode([Int].self))
    } catch let error as TensorError {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: error.description)
    }
  }

  /// Writes a list of whole numbers.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(array)
  }
}
