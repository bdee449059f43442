import StrataLayers
public import StrataTensor

/// All parameters of a model in one piece of memory, in the type that is computed in.
///
/// Gradients and what an optimizer remembers are stored in the same layout, so that an update walks
/// them side by side. A store to predict from keeps matrices packed, and only so.
public final class ParameterStore<T: Real>: Sendable {
  private struct Entry: Sendable {
    let offset: Int
    let shape: Shape
    /// The elements of a packed matrix.
    let packedCount: Int?
  }

  private let entries: [Entry]
  private let buffer: Buffer<T>

  fileprivate init(shapes: [Shape], isPacked: (Int) -> Bool) {
    var entries: [Entry] = []
    var offset = 0
    for (index, shape) in shapes.enumerated() {
      let packedCount =
        isPacked(index)
        ? Matrix<T>.packedCount(depth: shape.rows, columns: shape.columns) : nil
      entries.append(Entry(offset: offset, shape: shape, packedCount: packedCount))
      // Each parameter begins on a cache line, so that no two threads write one.
      let line = 64 / MemoryLayout<T>.stride
      offset += ((packedCount ?? shape.count) + line - 1) / line * line
    }
    self.entries = entries
    buffer = Buffer(count: offset)
  }

  /// Zeros for parameters of the given shapes.
  public convenience init(shapes: [Shape]) { self.init(shapes: shapes) { _ in false } }

  /// The values of a model's parameters.
  public convenience init(_ parameters: [Parameter]) {
    self.init(shapes: parameters.map(\.tensor.shape))
    for (index, parameter) in parameters.enumerated() { write(parameter.tensor, to: self[index]) }
  }

  private func write(_ tensor: Tensor<Float>, to view: MutableTensorView<T>) {
    if let view = view as? MutableTensorView<Float> { return view.copy(from: tensor) }
    for element in 0..<view.count { view[element] = T(tensor[element]) }
  }

  /// The number of parameters.
  public var count: Int { entries.count }
  /// The bytes that they take.
  public var byteCount: Int { buffer.count * MemoryLayout<T>.stride }

  /// A parameter, to read and write.
  /// - Precondition: It is not packed.
  public subscript(index: Int) -> MutableTensorView<T> {
    precondition(entries[index].packedCount == nil, "parameter \(index) is packed")
    return buffer.view(entries[index].shape, at: entries[index].offset)
  }

  /// A parameter to multiply by.
  func matrix(_ index: Int) -> Matrix<T> {
    let shape = entries[index].shape
    guard let packed = packed(index) else { return Matrix(self[index].readOnly) }
    return Matrix(packed: packed.readOnly, depth: shape.rows, columns: shape.columns)
  }

  fileprivate func packed(_ index: Int) -> MutableTensorView<T>? {
    guard let count = entries[index].packedCount, let shape = try? Shape([count]) else {
      return nil
    }
    return buffer.view(shape, at: entries[index].offset)
  }
}

extension ParameterStore where T == Float {
  /// The values of a model's parameters to predict from: those that layers only multiply by are
  /// packed, and can be read no more.
  convenience init(packing parameters: [Parameter], _ signature: Signature) {
    let shapes = parameters.map(\.tensor.shape)
    self.init(shapes: shapes) { signature.parameters[$0].spec.isMatrix }
    for (index, parameter) in parameters.enumerated() {
      if let packed = packed(index) {
        Matrix.pack(parameter.tensor, into: packed)
      } else {
        self[index].copy(from: parameter.tensor)
      }
    }
  }
}
