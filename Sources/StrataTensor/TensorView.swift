/// Numbers in a shape that live in somebody else's memory, to read.
///
/// What layers compute on. A view keeps its memory alive and checks every index, so it is safe to
/// hold; what it shows may change when whoever owns the memory computes again.
@safe public struct TensorView<Scalar: TensorElement>: Sendable {
  @usableFromInline let buffer: Buffer<Scalar>
  @usableFromInline let offset: Int
  /// The lengths of the axes.
  public let shape: Shape

  init(buffer: Buffer<Scalar>, offset: Int, shape: Shape) {
    precondition(offset >= 0 && shape.count <= buffer.count - offset, "a view past its buffer")
    self.buffer = buffer
    self.offset = offset
    self.shape = shape
  }

  /// A view of a tensor's elements, copied.
  /// - Complexity: O(elements).
  public init(_ tensor: Tensor<Scalar>) {
    let view = Buffer<Scalar>(count: tensor.shape.count).view(tensor.shape)
    view.copy(from: tensor)
    self = view.readOnly
  }

  /// The number of elements.
  @inlinable public var count: Int { shape.count }

  /// The element at a place in row-major order.
  /// - Precondition: `0 <= index < count`.
  @inlinable public subscript(index: Int) -> Scalar {
    precondition(index >= 0 && index < shape.count, "index out of a view's range")
    // In range: the initializer put offset + count within the buffer.
    return unsafe buffer.base[offset + index]
  }

  /// The elements as a span, for loops.
  @inlinable public func withSpan<Result, Failure: Error>(
    _ body: (Span<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // In range as above; the buffer outlives the call because this view holds it.
    let elements = unsafe UnsafeBufferPointer(start: buffer.base + offset, count: shape.count)
    return try body(unsafe elements.span)
  }

  /// The same elements in another shape of the same count.
  /// - Precondition: The counts are equal.
  public func reshaped(to shape: Shape) -> TensorView {
    precondition(shape.count == count, "\(self.shape) seen as \(shape)")
    return TensorView(buffer: buffer, offset: offset, shape: shape)
  }

  /// Consecutive places of the first axis.
  /// - Precondition: The range lies within the first axis.
  public func rows(_ range: Range<Int>) -> TensorView {
    let part = RowRange(of: shape, range)
    return TensorView(buffer: buffer, offset: offset + part.start, shape: part.shape)
  }

  /// A copy as a value.
  public var tensor: Tensor<Scalar> {
    withSpan { span in
      let elements = [Scalar](capacity: span.count) { output in
        for index in span.indices { output.append(span[index]) }
      }
      do {
        return try Tensor(shape: shape, elements: elements)
      } catch {
        preconditionFailure("a view's span has its shape's count")
      }
    }
  }

  // The kernel-calling files read through this: valid for `count` elements while the view lives.
  @inlinable var pointer: UnsafePointer<Scalar> {
    unsafe UnsafePointer(buffer.base + offset)
  }
}

/// Where consecutive places of the first axis lie, and the shape they have.
struct RowRange {
  let start: Int
  let shape: Shape

  init(of shape: Shape, _ range: Range<Int>) {
    precondition(shape.rank > 0, "rows of a scalar")
    let rowCount = shape[0]
    precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "rows \(range) of \(shape)")
    start = rowCount == 0 ? 0 : range.lowerBound * (shape.count / rowCount)
    guard let part = try? shape.withFirst(range.count) else {
      preconditionFailure("a part of a shape is a shape")
    }
    self.shape = part
  }
}
