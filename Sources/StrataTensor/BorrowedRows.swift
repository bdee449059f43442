/// Rows of numbers in a caller's memory, to be read by several threads for the length of a call.
///
/// Inlined into the caller: a small network computes in less time than unspecialised code takes to
/// look its types up.
@safe @usableFromInline package struct BorrowedRows<Scalar: TensorElement>: @unchecked Sendable {
  @usableFromInline let base: UnsafePointer<Scalar>?
  @usableFromInline let count: Int

  /// A span's elements.
  ///
  /// Unsafe: the rows must not be used after the call that the span was handed to.
  @inlinable @unsafe package init(_ span: borrowing Span<Scalar>) {
    unsafe base = span.withUnsafeBufferPointer { $0.baseAddress }
    count = span.count
  }

  /// Some of them.
  /// - Precondition: They lie within the rows.
  @inlinable package subscript(range: Range<Int>) -> BorrowedRows {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements out of range")
    return unsafe BorrowedRows(base: base.map { unsafe $0 + range.lowerBound }, count: range.count)
  }

  @inlinable @unsafe init(base: UnsafePointer<Scalar>?, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// Copies consecutive elements into a view.
  /// - Precondition: They lie within the rows and the view.
  @inlinable package func copy(
    _ range: Range<Int>, into view: MutableTensorView<Scalar>, at place: Int = 0
  ) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && place >= 0
        && range.count <= view.count - place, "elements out of range")
    guard let base = unsafe base else { return }
    unsafe (view.pointer + place).update(from: base + range.lowerBound, count: range.count)
  }
}

/// Rows of numbers in a caller's memory, to be written by several threads, each its own rows, for
/// the length of a call.
@safe @usableFromInline
package struct MutableBorrowedRows<Scalar: TensorElement>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Scalar>?
  @usableFromInline let count: Int

  /// A span's elements.
  ///
  /// Unsafe: the rows must not be used after the call that the span was handed to.
  @inlinable @unsafe package init(_ span: inout MutableSpan<Scalar>) {
    unsafe base = span.withUnsafeMutableBufferPointer { $0.baseAddress }
    count = span.count
  }

  /// Takes over a view's first elements.
  /// - Precondition: They lie within the rows and the view.
  @inlinable package func write(_ view: MutableTensorView<Scalar>, _ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && range.count <= view.count,
      "elements out of range")
    guard let base = unsafe base else { return }
    unsafe (base + range.lowerBound).update(from: view.pointer, count: range.count)
  }
}
