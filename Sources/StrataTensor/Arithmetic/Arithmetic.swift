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

  /// Arithmetic on the threads of a pool.
  public init(workers: WorkerPool = .single) { self.workers = workers }

  /// Elements below which sharing work costs more than it saves.
  @usableFromInline static var grain: Int { 1 << 14 }

  /// Cuts `count` independent pieces of `size` elements into one range a thread.
  @usableFromInline func share(_ count: Int, size: Int = 1, _ body: (Range<Int>) -> Void) {
    let worthwhile = max(1, count * max(size, 1) / Self.grain)
    let parts = min(workers.threadCount, worthwhile, max(count, 1))
    guard parts > 1 else { return body(0..<count) }
    workers.run(parts: parts) { part in
      body(count * part / parts..<count * (part + 1) / parts)
    }
  }

  /// y = function(x), element by element; y may be x.
  ///
  /// For functions that no kernel knows: inlined into the caller, one call an element.
  @inlinable public func map(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ function: (T) -> T
  ) {
    Self.require(x.count == y.count, "map", x.shape, y.shape)
    // In range: parts of 0..<count of both views.
    share(x.count, size: 8) { part in
      let (x, y) = unsafe (x.pointer, y.pointer)
      for index in part { unsafe y[index] = function(x[index]) }
    }
  }

  /// y = function(a, b, c), element by element; y may be any of them.
  @inlinable public func map(
    _ a: TensorView<T>, _ b: TensorView<T>, _ c: TensorView<T>, into y: MutableTensorView<T>,
    _ function: (T, T, T) -> T
  ) {
    Self.require(
      a.count == y.count && b.count == y.count && c.count == y.count, "map", a.shape, b.shape,
      c.shape, y.shape)
    // In range: parts of 0..<count of all views.
    share(y.count, size: 8) { part in
      let (a, b, c, y) = unsafe (a.pointer, b.pointer, c.pointer, y.pointer)
      for index in part { unsafe y[index] = function(a[index], b[index], c[index]) }
    }
  }

  @usableFromInline static func require(_ fits: Bool, _ operation: StaticString, _ shapes: Shape...)
  {
    precondition(fits, "\(operation): shapes that do not fit: \(shapes)")
  }
}
