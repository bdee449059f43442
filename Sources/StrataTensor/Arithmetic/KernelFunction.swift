/// A function of one number that is arithmetic around an ``ElementKernel``, as a type:
/// f(x) = value(x, k(argument(x))).
///
/// ```swift
/// struct Swish<Number: Real>: KernelFunction {
///   var kernel: ElementKernel { .sigmoid }
///   func argument(_ x: Number) -> Number { x }
///   func value(_ x: Number, kernel: Number) -> Number { x * kernel }
/// }
/// ```
public protocol KernelFunction<Number> {
  /// What it computes in.
  associatedtype Number: Real

  /// k.
  var kernel: ElementKernel { get }
  /// What k is taken of.
  func argument(_ x: Number) -> Number
  /// f(x), given k(argument(x)).
  func value(_ x: Number, kernel: Number) -> Number
}

extension Arithmetic {
  /// y = function(x), element by element; y may be x.
  ///
  /// Some hundred numbers at a time go through the function's kernel: the bits are those of one
  /// number after the other.
  @inlinable public func map(
    _ x: TensorView<T>, into y: MutableTensorView<T>, through function: some KernelFunction<T>
  ) {
    Self.require(x.count == y.count, "map", x.shape, y.shape)
    run(x.count, on: [x.buffer, y.buffer]) { part in
      // In range: parts of 0..<count of both views.
      let (x, y) = unsafe (x.pointer, y.pointer)
      unsafe Self.inBlocks(of: x, part, function) { start, count, values in
        // Moved first: the check of a sum in the loop would keep it from being vectorised.
        let (x, y) = unsafe (x + start, y + start)
        for index in 0..<count { unsafe y[index] = function.value(x[index], kernel: values[index]) }
      }
    }
  }

  /// dx = dy · function(x), element by element; dx may be an operand. The way back, where the function
  /// is a derivative.
  @inlinable public func map(
    _ x: TensorView<T>, times dy: TensorView<T>, into dx: MutableTensorView<T>,
    through function: some KernelFunction<T>
  ) {
    Self.require(
      x.count == dx.count && dy.count == dx.count, "map", x.shape, dy.shape, dx.shape)
    run(x.count, on: [x.buffer, dy.buffer, dx.buffer]) { part in
      // In range: parts of 0..<count of all views.
      let (x, dy, dx) = unsafe (x.pointer, dy.pointer, dx.pointer)
      unsafe Self.inBlocks(of: x, part, function) { start, count, values in
        let (x, dy, dx) = unsafe (x + start, dy + start, dx + start)
        for index in 0..<count {
          unsafe dx[index] = dy[index] * function.value(x[index], kernel: values[index])
        }
      }
    }
  }

  /// Cuts a range into blocks and hands on each with k(argument(x)) of its numbers.
  @inlinable static func inBlocks(
    of x: UnsafePointer<T>, _ part: Range<Int>, _ function: some KernelFunction<T>,
    _ body: (_ start: Int, _ count: Int, _ values: UnsafeMutablePointer<T>) -> Void
  ) {
    // Twice 512 bytes: what is certain to lie on the stack.
    let length = 512 / MemoryLayout<T>.stride
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: 2 * length) { rooms in
      guard let values = rooms.baseAddress else { return }
      var start = part.lowerBound
      while start < part.upperBound {
        let count = min(length, part.upperBound - start)
        let block = unsafe x + start
        for index in 0..<count { unsafe values[index] = function.argument(block[index]) }
        unsafe function.kernel.compute(count, values, room: values + length)
        unsafe body(start, count, values)
        start += count
      }
    }
  }
}
