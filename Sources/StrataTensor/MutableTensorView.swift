/// Numbers in a shape that live in somebody else's memory, to write.
@safe public struct MutableTensorView<Scalar: TensorElement>: Sendable {
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

  /// The number of elements.
  @inlinable public var count: Int { shape.count }

  /// The same elements, to read.
  public var readOnly: TensorView<Scalar> {
    TensorView(buffer: buffer, offset: offset, shape: shape)
  }

  /// The element at a place in row-major order.
  /// - Precondition: `0 <= index < count`.
  @inlinable public subscript(index: Int) -> Scalar {
    get {
      precondition(index >= 0 && index < shape.count, "index out of a view's range")
      // In range: the initializer put offset + count within the buffer.
      return unsafe buffer.base[offset + index]
    }
    nonmutating set {
      precondition(index >= 0 && index < shape.count, "index out of a view's range")
      unsafe buffer.base[offset + index] = newValue
    }
  }

  /// The elements as a span, for loops.
  @inlinable public func withMutableSpan<Result, Failure: Error>(
    _ body: (inout MutableSpan<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // In range as above; the buffer outlives the call because this view holds it.
    let elements = unsafe UnsafeMutableBufferPointer(
      start: buffer.base + offset, count: shape.count)
    var span = unsafe elements.mutableSpan
    return try body(&span)
  }

  /// Writes one value everywhere.
  public func fill(_ value: Scalar) {
    unsafe pointer.update(repeating: value, count: count)
  }

  /// Takes over a tensor's elements.
  /// - Precondition: The counts are equal.
  public func copy(from tensor: Tensor<Scalar>) {
    precondition(tensor.shape.count == count, "\(tensor.shape) into \(shape)")
    copy(from: tensor.elements[...])
  }

  /// Takes over consecutive elements in row-major order.
  /// - Parameters:
  ///   - elements: What to take over.
  ///   - start: The place of the first in this view.
  /// - Precondition: They lie within the view.
  public func copy(from elements: ArraySlice<Scalar>, at start: Int = 0) {
    precondition(
      start >= 0 && elements.count <= count - start,
      "\(elements.count) elements at \(start) of the shape \(shape)")
    unsafe elements.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe (pointer + start).update(from: first, count: source.count)
    }
  }

  /// Takes over another view's elements.
  /// - Precondition: The counts are equal.
  public func copy(from view: TensorView<Scalar>) {
    precondition(view.count == count, "\(view.shape) into \(shape)")
    // `update` moves, so that overlapping views are right too; equal ones need nothing.
    guard unsafe pointer != view.pointer else { return }
    unsafe pointer.update(from: view.pointer, count: count)
  }

  /// The same elements in another shape of the same count.
  /// - Precondition: The counts are equal.
  public func reshaped(to shape: Shape) -> MutableTensorView {
    precondition(shape.count == count, "\(self.shape) seen as \(shape)")
    return MutableTensorView(buffer: buffer, offset: offset, shape: shape)
  }

  /// Consecutive places of the first axis.
  /// - Precondition: The range lies within the first axis.
  public func rows(_ range: Range<Int>) -> MutableTensorView {
    let part = RowRange(of: shape, range)
    return MutableTensorView(buffer: buffer, offset: offset + part.start, shape: part.shape)
  }

  /// A copy as a value.
  public var tensor: Tensor<Scalar> { readOnly.tensor }

  // The kernel-calling files write through this: valid for `count` elements while the view lives.
  @inlinable var pointer: UnsafeMutablePointer<Scalar> { unsafe buffer.base + offset }
}
