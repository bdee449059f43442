/// The second operand b of a matrix product a · b: as it lies in memory, or packed.
///
/// Packed, it lies in the order in which the kernels of this machine read it; only they know which.
/// A network that only predicts keeps its weights so.
@safe public struct Matrix<T: Real>: Sendable {
  let view: TensorView<T>
  let isPacked: Bool
  /// The number of rows, which the product sums over.
  public let depth: Int
  /// The number of columns.
  public let columns: Int

  /// A matrix of a view's ``Shape/rows`` × ``Shape/columns``, as it lies in memory.
  public init(_ view: TensorView<T>) {
    self.view = view
    isPacked = false
    (depth, columns) = (view.shape.rows, view.shape.columns)
  }

  /// Packs a copy of a tensor, seen as ``Shape/rows`` × ``Shape/columns``: worth while for what is
  /// multiplied by many times.
  /// - Complexity: O(elements).
  public init(packing tensor: Tensor<T>) {
    (depth, columns) = (tensor.shape.rows, tensor.shape.columns)
    let count = Self.packedCount(depth: depth, columns: columns)
    let packed = Buffer<T>(count: count).view([count])
    Self.pack(tensor, into: packed)
    view = packed.readOnly
    isPacked = true
  }

  /// Takes a view of what ``pack(_:into:)`` made.
  package init(packed view: TensorView<T>, depth: Int, columns: Int) {
    self.view = view
    isPacked = true
    (self.depth, self.columns) = (depth, columns)
  }

  /// The elements that a packed matrix takes: at least depth · columns.
  package static func packedCount(depth: Int, columns: Int) -> Int {
    T.kernels.table.packedSize(depth, columns)
  }

  /// Packs a tensor, seen as ``Shape/rows`` × ``Shape/columns``.
  /// - Complexity: O(elements).
  package static func pack(_ tensor: Tensor<T>, into packed: MutableTensorView<T>) {
    let (depth, columns) = (tensor.shape.rows, tensor.shape.columns)
    precondition(
      packed.count == packedCount(depth: depth, columns: columns), "room for a packed matrix")
    unsafe tensor.elements.withUnsafeBufferPointer { elements in
      guard let b = elements.baseAddress else { return }
      // In range: depth × columns elements, and the room that the kernel asked for.
      unsafe T.kernels.table.pack(depth, columns, b, packed.pointer)
    }
  }
}
