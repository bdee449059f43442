/// A loop of an ``ElementUpdate`` over the weights of one tensor: made once, and run at each step
/// with the function of that step. Running it allocates nothing.
public final class ElementLoop<Function: ElementUpdate>: SharedWork {
  private let count: Int
  private var function: Function
  // Made where the function's type is known, so that the loop in it is compiled for that type.
  private let body: (Function, Range<Int>) -> Void

  /// A loop over a tensor's weights.
  /// - Parameters:
  ///   - weights: The weights.
  ///   - gradient: As many derivatives.
  ///   - memory: What is remembered of the weights: up to three views of as many numbers.
  ///   - function: The function of the first step.
  /// - Precondition: The counts are equal.
  @inlinable public convenience init(
    _ weights: MutableTensorView<Function.Number>, gradient: TensorView<Function.Number>,
    memory: [MutableTensorView<Function.Number>], _ function: Function
  ) {
    let counts = memory.allSatisfy { $0.count == weights.count }
    precondition(
      counts && gradient.count == weights.count && memory.count <= 3,
      "an update of \(weights.shape) by \(gradient.shape) with \(memory.map(\.shape))")
    let (first, second, third) = (memory.first, memory.dropFirst().first, memory.dropFirst(2).first)
    // In range: parts of 0..<count of all views, which the closures keep.
    if let first, let second, let third {
      self.init(weights.count, function) { function, part in
        let (w, g) = unsafe (weights.pointer, gradient.pointer)
        let (a, b, c) = unsafe (first.pointer, second.pointer, third.pointer)
        for index in part {
          var (weight, numbers) = unsafe (w[index], ElementMemory(a[index], b[index], c[index]))
          function(&weight, unsafe g[index], &numbers)
          unsafe w[index] = weight
          unsafe a[index] = numbers.first
          unsafe b[index] = numbers.second
          unsafe c[index] = numbers.third
        }
      }
    } else if let first, let second {
      self.init(weights.count, function) { function, part in
        let (w, g) = unsafe (weights.pointer, gradient.pointer)
        let (a, b) = unsafe (first.pointer, second.pointer)
        for index in part {
          var (weight, numbers) = unsafe (w[index], ElementMemory(a[index], b[index]))
          function(&weight, unsafe g[index], &numbers)
          unsafe w[index] = weight
          unsafe a[index] = numbers.first
          unsafe b[index] = numbers.second
        }
      }
    } else if let first {
      self.init(weights.count, function) { function, part in
        let (w, g, a) = unsafe (weights.pointer, gradient.pointer, first.pointer)
        for index in part {
          var (weight, numbers) = unsafe (w[index], ElementMemory(a[index]))
          function(&weight, unsafe g[index], &numbers)
          unsafe w[index] = weight
          unsafe a[index] = numbers.first
        }
      }
    } else {
      self.init(weights.count, function) { function, part in
        let (w, g) = unsafe (weights.pointer, gradient.pointer)
        for index in part {
          var (weight, numbers) = (unsafe w[index], ElementMemory<Function.Number>())
          function(&weight, unsafe g[index], &numbers)
          unsafe w[index] = weight
        }
      }
    }
  }

  @usableFromInline init(
    _ count: Int, _ function: Function, _ body: @escaping (Function, Range<Int>) -> Void
  ) {
    self.count = count
    self.function = function
    self.body = body
  }

  /// Moves all weights by a function, on the threads of an arithmetic; one that records notes it.
  public func run(_ function: Function, on arithmetic: Arithmetic<Function.Number>) {
    self.function = function
    guard arithmetic.recording == nil else {
      // The body keeps the memory that it works on.
      return arithmetic.run(count, on: []) { [body] part in body(function, part) }
    }
    let parts = arithmetic.workers.parts(of: count, size: Arithmetic<Function.Number>.mapSize)
    guard parts > 1 else { return body(function, 0..<count) }
    arithmetic.workers.run(parts: parts, self)
  }

  /// Moves one of equal parts of the weights.
  package func compute(_ part: Int, of parts: Int) {
    body(function, count * part / parts..<count * (part + 1) / parts)
  }
}
