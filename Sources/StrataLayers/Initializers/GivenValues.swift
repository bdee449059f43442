import StrataPlugin
public import StrataTensor

/// Values that somebody chose, such as the worked example of a textbook.
public struct GivenValues: Initializer {
  /// `values`.
  public static let kind = "values"
  /// What a list of plugins says of it.
  public static let summary = "Values that somebody chose"

  /// The shape they were given in.
  public let shape: Shape
  /// The values in row-major order.
  public let values: [Float]

  /// The values of a tensor.
  public init(_ tensor: Tensor<Float>) {
    shape = tensor.shape
    values = tensor.elements
  }

  /// Rows of values of equal length.
  /// - Throws: ``LayerError`` for rows of different lengths.
  public init(rows: [[Float]]) throws(LayerError) {
    let columns = rows.first?.count ?? 0
    if let (index, row) = rows.enumerated().first(where: { $0.element.count != columns }) {
      throw LayerError(
        "values", expected: "\(columns) values in row \(index), as in row 0", got: "\(row.count)")
    }
    shape = [rows.count, columns]
    values = rows.flatMap { $0 }
  }

  /// A vector.
  public init(_ values: [Float]) {
    shape = [values.count]
    self.values = values
  }

  /// The values.
  /// - Throws: ``LayerError`` if the parameter has another shape.
  public func values(
    for shape: Shape, fans: Fans, random: RandomStream
  ) throws(LayerError) -> [Float] {
    guard shape == self.shape else {
      throw LayerError("values", expected: "the shape \(shape)", got: "\(self.shape)")
    }
    return values
  }
}

extension Initializer where Self == GivenValues {
  /// Rows of values of equal length.
  /// - Throws: ``LayerError`` for rows of different lengths.
  public static func values(_ rows: [[Float]]) throws(LayerError) -> GivenValues {
    try GivenValues(rows: rows)
  }

  /// A vector.
  public static func values(_ values: [Float]) -> GivenValues { GivenValues(values) }
}
