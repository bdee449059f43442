extension Arithmetic {
  // Every pointer below is to all elements of its view.

  @specialized(where T == Float)
  private func unary(
    _ operation: StaticString, _ x: TensorView<T>, _ y: MutableTensorView<T>,
    fusion: Operation<T>.Fusion = .none,
    _ kernel: @escaping (Int, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    Self.require(x.count == y.count, operation, x.shape, y.shape)
    unsafe perform(
      Operation(.unary(kernel, x: x.pointer, y: y.pointer), count: x.count, fusion: fusion),
      on: x.buffer, y.buffer)
  }

  @specialized(where T == Float)
  private func unary(
    _ operation: StaticString, _ s: T, _ x: TensorView<T>, _ y: MutableTensorView<T>,
    _ kernel: @escaping (Int, T, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    Self.require(x.count == y.count, operation, x.shape, y.shape)
    unsafe perform(
      Operation(.scaledUnary(kernel, s, x: x.pointer, y: y.pointer), count: x.count),
      on: x.buffer, y.buffer)
  }

  @specialized(where T == Float)
  private func binary(
    _ operation: StaticString, _ a: TensorView<T>, _ b: TensorView<T>, _ y: MutableTensorView<T>,
    fusion: Operation<T>.Fusion = .none,
    _ kernel:
      @escaping (Int, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    Self.require(a.count == y.count && b.count == y.count, operation, a.shape, b.shape, y.shape)
    unsafe perform(
      Operation(
        .binary(kernel, a: a.pointer, b: b.pointer, y: y.pointer), count: y.count, fusion: fusion),
      on: a.buffer, b.buffer, y.buffer)
  }

  @specialized(where T == Float)
  private func binary(
    _ operation: StaticString, _ s: T, _ a: TensorView<T>, _ b: TensorView<T>,
    _ y: MutableTensorView<T>,
    _ kernel:
      @escaping (Int, T, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    Self.require(a.count == y.count && b.count == y.count, operation, a.shape, b.shape, y.shape)
    unsafe perform(
      Operation(
        .scaledBinary(kernel, s, a: a.pointer, b: b.pointer, y: y.pointer), count: y.count),
      on: a.buffer, b.buffer, y.buffer)
  }

  /// y = x; y may be x.
  @specialized(where T == Float)
  public func copy(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    guard unsafe x.pointer != y.pointer else { return }
    unsafe unary("copy", x, y) { unsafe $2.update(from: $1, count: $0) }
  }

  /// x = value everywhere.
  @specialized(where T == Float)
  public func fill(_ x: MutableTensorView<T>, with value: T) {
    unsafe perform(
      Operation(
        .inPlace({ unsafe $1.update(repeating: value, count: $0) }, x: x.pointer), count: x.count),
      on: x.buffer)
  }

  /// y = eˣ; y may be x.
  public func exp(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("exp", x, y, T.kernels.table.exp)
  }

  /// y = ln x; y may be x.
  public func log(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("log", x, y, T.kernels.table.log)
  }

  /// y = tanh x; y may be x.
  public func tanh(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("tanh", x, y, T.kernels.table.tanh)
  }

  /// y = 1 / (1 + e⁻ˣ); y may be x.
  public func sigmoid(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("sigmoid", x, y, T.kernels.table.sigmoid)
  }

  /// y = erf x, the error function; y may be x.
  public func erf(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("erf", x, y, T.kernels.table.erf)
  }

  /// y = x · Φ(x) = x / 2 · (1 + erf(x / √2)), Φ being the normal distribution function; y may be x.
  public func gelu(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("gelu", x, y, T.kernels.table.gelu)
  }

  /// y = 0 where x < 0, else x; y may be x.
  public func relu(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe unary("relu", x, y, fusion: .relu, T.kernels.table.relu)
  }

  /// y = slope · x where x < 0, else x; y may be x.
  public func leakyReLU(_ x: TensorView<T>, slope: T, into y: MutableTensorView<T>) {
    unsafe unary("leakyReLU", slope, x, y, T.kernels.table.leakyRelu)
  }

  /// dx = dy · (1 − y²), the way back through y = tanh x; dx may be dy.
  public func tanhGradient(
    y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    unsafe binary("tanhGradient", y, dy, dx, T.kernels.table.tanhGradient)
  }

  /// dx = dy · y · (1 − y), the way back through y = sigmoid x; dx may be dy.
  public func sigmoidGradient(
    y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    unsafe binary("sigmoidGradient", y, dy, dx, T.kernels.table.sigmoidGradient)
  }

  /// dx = dy · (Φ(x) + x · φ(x)), the way back through gelu, φ being the normal density; dx may be dy.
  public func geluGradient(
    x: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    unsafe binary("geluGradient", x, dy, dx, T.kernels.table.geluGradient)
  }

  /// dx = dy where y > 0, else 0, the way back through y = relu x; dx may be dy.
  public func reluGradient(
    y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    unsafe binary("reluGradient", y, dy, dx, fusion: .reluGradient, T.kernels.table.reluGradient)
  }

  /// dx = dy where x > 0, else slope · dy, the way back through leakyReLU; dx may be dy.
  public func leakyReLUGradient(
    x: TensorView<T>, slope: T, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    unsafe binary("leakyReLUGradient", slope, x, dy, dx, T.kernels.table.leakyReluGradient)
  }

  /// y = a + b; y may be an operand.
  public func add(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe binary("add", a, b, y, T.kernels.table.add)
  }

  /// y = a · b, element by element; y may be an operand.
  public func multiply(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe binary("multiply", a, b, y, T.kernels.table.multiply)
  }

  /// y = factor · x; y may be x.
  public func scale(_ x: TensorView<T>, by factor: T, into y: MutableTensorView<T>) {
    unsafe unary("scale", factor, x, y, T.kernels.table.scale)
  }

  /// y = factor · (a − b); y may be an operand.
  public func scaledDifference(
    _ a: TensorView<T>, _ b: TensorView<T>, by factor: T, into y: MutableTensorView<T>
  ) {
    unsafe binary("scaledDifference", factor, a, b, y, T.kernels.table.scaledDifference)
  }

  /// y = factor where a > b, −factor where a < b, 0 where they are equal; y may be an operand.
  public func scaledSign(
    _ a: TensorView<T>, _ b: TensorView<T>, by factor: T, into y: MutableTensorView<T>
  ) {
    unsafe binary("scaledSign", factor, a, b, y, T.kernels.table.scaledSign)
  }

  /// Turns every NaN into the one that all processors write alike.
  public func canonicalize(_ x: MutableTensorView<T>) {
    unsafe perform(
      Operation(.inPlace(T.kernels.table.canonicalize, x: x.pointer), count: x.count), on: x.buffer)
  }
}
