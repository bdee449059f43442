public import StrataTensor

/// All parameters of a model in one piece of memory, in the type that is computed in.
///
/// Gradients and what an optimizer remembers are stored in the same layout, so that an update walks
/// them side by side.
public final class ParameterStore<T: Real>: Sendable {
  private struct Entry: Sendable {
    let offset: Int
    let shape: Shape
  }

  private let entries: [Entry]
  private let buffer: Buffer<T>

  /// Zeros for parameters of the given shapes.
  public init(shapes: [Shape]) {
    var entries: [Entry] = []
    var offset = 0
    for shape in shapes {
      entries.append(Entry(offset: offset, shape: shape))
      // Each parameter begins on a cache line, so that no two threads write one.
      let line = 64 / MemoryLayout<T>.stride
      offset += (shape.count + line - 1) / line * line
    }
    self.entries = entries
    buffer = Buffer(count: offset)
  }

  /// The values of a model's parameters.
  public convenience init(_ parameters: [Parameter]) {
    self.init(shapes: parameters.map(\.tensor.shape))
    for (index, parameter) in parameters.enumerated() {
      let view = self[index]
      for element in 0..<view.count { view[element] = T(parameter.tensor[element]) }
    }
  }

  /// The number of parameters.
  public var count: Int { entries.count }

  /// A parameter, to read and write.
  public subscript(index: Int) -> MutableTensorView<T> {
    buffer.view(entries[index].shape, at: entries[index].offset)
  }
}
