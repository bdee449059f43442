/// Numbers in a shape, row-major, as a value.
///
/// This is what people hold: parameters, data, results. Layers compute on ``TensorView``s.
public struct Tensor<Scalar: TensorElement>: Hashable, Sendable {
  /// The lengths of the axes.
  public private(set) var shape: Shape
  /// The elements in row-major order; their number stays `shape.count`.
  public private(set) var elements: [Scalar]

  /// A tensor of given elements.
  /// - Parameters:
  ///   - shape: The lengths of the axes.
  ///   - elements: `shape.count` elements in row-major order.
  /// - Throws: ``TensorError/shapeMismatch(operation:expected:got:)`` if the numbers differ.
  public init(shape: Shape, elements: [Scalar]) throws(TensorError) {
    guard elements.count == shape.count else {
      throw .shapeMismatch(
        operation: "tensor", expected: "\(shape.count) elements for the shape \(shape)",
        got: "\(elements.count)")
    }
    self.shape = shape
    self.elements = elements
  }

  /// A tensor with one value everywhere.
  public init(shape: Shape, repeating value: Scalar) {
    self.shape = shape
    self.elements = Array(repeating: value, count: shape.count)
  }

  /// A tensor of zeros.
  public init(zeros shape: Shape) { self.init(shape: shape, repeating: .zero) }

  /// A vector of the given elements.
  public init(_ elements: [Scalar]) {
    self.shape = [elements.count]
    self.elements = elements
  }

  /// The element at a place in row-major order.
  /// - Precondition: `0 <= index < shape.count`.
  @inlinable public subscript(index: Int) -> Scalar {
    get { elements[index] }
    set { set(newValue, at: index) }
  }

  @usableFromInline mutating func set(_ value: Scalar, at index: Int) { elements[index] = value }

  /// The same elements in another shape.
  /// - Throws: ``TensorError/shapeMismatch(operation:expected:got:)`` if the counts differ.
  public func reshaped(to shape: Shape) throws(TensorError) -> Tensor {
    try Tensor(shape: shape, elements: elements)
  }

  /// The number of places along the first axis; 1 for a scalar.
  public var rowCount: Int { shape.rank == 0 ? 1 : shape[0] }

  /// Elements that belong to one place of the first axis.
  public var rowLength: Int { rowCount == 0 ? 0 : shape.count / rowCount }

  /// Some places of the first axis, in the order given; of a scalar, a vector of copies.
  /// - Precondition: Every index is in `0..<rowCount`.
  /// - Complexity: O(elements copied).
  public func rows(_ indices: some Collection<Int>) -> Tensor {
    let length = rowLength
    var result: [Scalar] = []
    result.reserveCapacity(indices.count * length)
    for index in indices {
      precondition(index >= 0 && index < rowCount, "row \(index) of \(rowCount)")
      result.append(contentsOf: elements[index * length..<(index + 1) * length])
    }
    var copy = self
    copy.elements = result
    let taken = shape.rank == 0 ? nil : try? shape.withFirst(indices.count)
    copy.shape = taken ?? [result.count]
    return copy
  }
}
