private import CStrataKernels

extension Arithmetic {
  /// Copies places of a tensor's first axis into a view, in the order given.
  /// - Parameters:
  ///   - indices: The places, each within the axis.
  ///   - source: [rows, ...].
  ///   - target: As many elements as `indices.count` rows of the source.
  /// - Complexity: O(elements copied).
  public func gather(
    _ indices: ArraySlice<Int>, of source: Tensor<T>, into target: MutableTensorView<T>
  ) {
    let (rows, length) = (source.rowCount, source.rowLength)
    Self.require(target.count == indices.count * length, "gather", source.shape, target.shape)
    for index in indices {
      precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    }
    unsafe source.elements.withUnsafeBufferPointer { elements in
      unsafe indices.withUnsafeBufferPointer { indices in
        guard let x = elements.baseAddress, let first = indices.baseAddress else { return }
        share(indices.count, size: length) { part in
          // In range: every index is a row of the source, and the target has a row for each.
          unsafe strata_gather(
            part.count, length * MemoryLayout<T>.stride, x, first + part.lowerBound,
            target.pointer + part.lowerBound * length)
        }
      }
    }
  }
}
