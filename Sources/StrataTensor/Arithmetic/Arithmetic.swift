private import CStrataKernels

/// What layers, losses and optimizers compute with: the kernels, on checked views, shared among a
/// pool's threads.
///
/// Every operation says what it computes element by element; the order of every sum is that of
/// `strata_kernels.h`, so a result's bits depend neither on the threads nor on how work is cut.
/// Shapes that do not fit are a mistake of the plugin and stop the program with words: models check
/// shapes when they are built, long before anything is computed.
public struct Arithmetic<T: Real>: Sendable {
  /// The threads that share the work.
  public let workers: WorkerPool
  @usableFromInline let recording: Recording<T>?

  /// Arithmetic on the threads of a pool.
  public init(workers: WorkerPool = .single) {
    self.workers = workers
    recording = nil
  }

  /// Arithmetic that computes nothing and notes what is asked of it.
  package init(recording: Recording<T>) {
    workers = .single
    self.recording = recording
  }

  /// Cuts `count` independent pieces of `size` elements into one range a thread.
  @usableFromInline func share(_ count: Int, size: Int = 1, _ body: (Range<Int>) -> Void) {
    let parts = workers.parts(of: count, size: size)
    guard parts > 1 else { return body(0..<count) }
    workers.run(parts: parts) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }

  /// Computes an operation, or notes it; the buffers are those that it works on.
  @specialized(where T == Float)
  func perform(
    _ operation: Operation<T>, on first: Buffer<T>, _ second: Buffer<T>? = nil,
    _ third: Buffer<T>? = nil, _ fourth: Buffer<T>? = nil
  ) {
    guard let recording else { return operation.run(on: workers) }
    recording.keep(first)
    if let second { recording.keep(second) }
    if let third { recording.keep(third) }
    if let fourth { recording.keep(fourth) }
    recording.append(operation)
  }

  /// Computes a loop over `count` elements, or notes it; the buffers are those that it works on.
  @usableFromInline func run(
    _ count: Int, on buffers: [Buffer<T>], _ body: @escaping (Range<Int>) -> Void
  ) {
    guard let recording else { return share(count, size: Self.mapSize, body) }
    for buffer in buffers { recording.keep(buffer) }
    recording.append(unsafe Operation(.loop(body), count: count, size: Self.mapSize))
  }

  /// What an element of `map` costs, in elements of a kernel.
  @usableFromInline static var mapSize: Int { 8 }

  /// y = function(x), element by element; y may be x.
  ///
  /// For functions that no kernel knows.
  @inlinable public func map(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ function: some ElementFunction<T>
  ) {
    Self.require(x.count == y.count, "map", x.shape, y.shape)
    run(x.count, on: [x.buffer, y.buffer]) { part in
      // In range: parts of 0..<count of both views.
      let (x, y) = unsafe (x.pointer, y.pointer)
      for index in part { unsafe y[index] = function(x[index]) }
    }
  }

  /// y = function(a, b, c), element by element; y may be any of them.
  @inlinable public func map(
    _ a: TensorView<T>, _ b: TensorView<T>, _ c: TensorView<T>, into y: MutableTensorView<T>,
    _ function: some ElementFunctionOfThree<T>
  ) {
    Self.require(
      a.count == y.count && b.count == y.count && c.count == y.count, "map", a.shape, b.shape,
      c.shape, y.shape)
    run(y.count, on: [a.buffer, b.buffer, c.buffer, y.buffer]) { part in
      // In range: parts of 0..<count of all views.
      let (a, b, c, y) = unsafe (a.pointer, b.pointer, c.pointer, y.pointer)
      for index in part { unsafe y[index] = function(a[index], b[index], c[index]) }
    }
  }

  /// y = function(x), element by element; y may be x.
  ///
  /// A closure is called for each element: right for a row of them, slow for a batch.
  public func map(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ function: @escaping (T) -> T
  ) {
    map(x, into: y, ClosureFunction(function))
  }

  /// y = function(a, b, c), element by element, as with one argument.
  public func map(
    _ a: TensorView<T>, _ b: TensorView<T>, _ c: TensorView<T>, into y: MutableTensorView<T>,
    _ function: @escaping (T, T, T) -> T
  ) {
    map(a, b, c, into: y, ClosureFunctionOfThree(function))
  }

  // Four arguments and not a list: a list would be allocated at each call.
  @usableFromInline static func require(
    _ fits: Bool, _ operation: StaticString, _ first: Shape, _ second: Shape,
    _ third: Shape? = nil, _ fourth: Shape? = nil
  ) {
    func text() -> String { "\([first, second, third, fourth].compactMap(\.self))" }
    precondition(fits, "\(operation): shapes that do not fit: \(text())")
  }
}
