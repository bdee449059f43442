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
      unsafe Self.inBlocks(of: x, part, function) { block, values in
        for index in 0..<block.count {
          let place = block.lowerBound + index
          unsafe y[place] = function.value(x[place], kernel: values[index])
        }
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
      unsafe Self.inBlocks(of: x, part, function) { block, values in
        for index in 0..<block.count {
          let place = block.lowerBound + index
          unsafe dx[place] = dy[place] * function.value(x[place], kernel: values[index])
        }
      }
    }
  }

  /// Cuts a range into blocks and hands on each with k(argument(x)) of its numbers.
  @inlinable static func inBlocks(
    of x: UnsafePointer<T>, _ part: Range<Int>, _ function: some KernelFunction<T>,
    _ body: (_ block: Range<Int>, _ values: UnsafeMutablePointer<T>) -> Void
  ) {
    // Twice 512 bytes: what is certain to lie on the stack.
    let length = 512 / MemoryLayout<T>.stride
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: 2 * length) { rooms in
      guard let values = rooms.baseAddress else { return }
      var start = part.lowerBound
      while start < part.upperBound {
        let block = start..<min(start + length, part.upperBound)
        for index in 0..<block.count {
          unsafe values[index] = function.argument(x[block.lowerBound + index])
        }
        unsafe function.kernel.compute(block.count, values, room: values + length)
        unsafe body(block, values)
        start = block.upperBound
      }
    }
  }
}
