/// Rows of numbers in a caller's memory, to be read by several threads for the length of a call.
@safe package struct BorrowedRows<Scalar: TensorElement>: @unchecked Sendable {
  private let base: UnsafePointer<Scalar>?
  private let count: Int

  /// Lends a span's elements; the rows must not leave the closure.
  package static func with<Result, Failure: Error>(
    _ span: borrowing Span<Scalar>, _ body: (BorrowedRows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var result: Swift.Result<Result, Failure>?
    unsafe span.withUnsafeBufferPointer { elements in
      do throws(Failure) {
        result = .success(try body(unsafe BorrowedRows(elements)))
      } catch {
        result = .failure(error)
      }
    }
    guard let result else { preconditionFailure("a span calls its closure") }
    return try result.get()
  }

  private init(_ elements: UnsafeBufferPointer<Scalar>) {
    unsafe base = elements.baseAddress
    count = elements.count
  }

  /// Copies consecutive elements into a view.
  /// - Precondition: They lie within the rows and the view.
  package func copy(_ range: Range<Int>, into view: MutableTensorView<Scalar>, at place: Int = 0) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && place >= 0
        && range.count <= view.count - place, "elements \(range) of \(count)")
    guard let base = unsafe base else { return }
    unsafe (view.pointer + place).update(from: base + range.lowerBound, count: range.count)
  }
}

/// Rows of numbers in a caller's memory, to be written by several threads, each its own rows, for
/// the length of a call.
@safe package struct MutableBorrowedRows<Scalar: TensorElement>: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Scalar>?
  private let count: Int

  /// Lends a span's elements; the rows must not leave the closure.
  package static func with<Result, Failure: Error>(
    _ span: inout MutableSpan<Scalar>, _ body: (MutableBorrowedRows) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var result: Swift.Result<Result, Failure>?
    unsafe span.withUnsafeMutableBufferPointer { elements in
      do throws(Failure) {
        result = .success(try body(unsafe MutableBorrowedRows(elements)))
      } catch {
        result = .failure(error)
      }
    }
    guard let result else { preconditionFailure("a span calls its closure") }
    return try result.get()
  }

  private init(_ elements: UnsafeMutableBufferPointer<Scalar>) {
    unsafe base = elements.baseAddress
    count = elements.count
  }

  /// Takes over a view's first elements.
  /// - Precondition: They lie within the rows and the view.
  package func write(_ view: MutableTensorView<Scalar>, _ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && range.count <= view.count,
      "elements \(range) of \(count)")
    guard let base = unsafe base else { return }
    unsafe (base + range.lowerBound).update(from: view.pointer, count: range.count)
  }
}
