// A gradient is computed to be used up by one update. Where nothing reads the weights in between,
// both go through the caches together, some rows at a time: the gradient never reaches memory.

extension Operation {
  /// Rows of a gradient that are computed before they are used: with the weights and what an
  /// optimizer remembers they lie in the second-level cache.
  private static var rowsAtATime: Int { 96 }

  /// Whether this is an optimizer's step with a gradient at a place.
  @specialized(where T == Float)
  fileprivate func isUpdate(from gradient: In) -> Bool {
    switch unsafe work {
    case .gradientStep(_, let g, _): unsafe g == gradient
    case .momentumStep(_, _, _, let g, _, _): unsafe g == gradient
    case .adamStep(_, let g, _, _, _): unsafe g == gradient
    default: false
    }
  }

  /// A range of an optimizer's step, with the range's gradients somewhere else.
  @specialized(where T == Float)
  fileprivate func update(_ part: Range<Int>, from gradient: In) {
    // In range: `part` is of the operation's elements, and `gradient` has an element for each.
    let (start, count) = (part.lowerBound, part.count)
    switch unsafe work {
    case .gradientStep(let learningRate, _, let w):
      unsafe T.kernels.table.sgd(count, learningRate, gradient, w + start)
    case .momentumStep(let learningRate, let momentum, let nesterov, _, let v, let w):
      unsafe T.kernels.table.momentum(
        count, learningRate, momentum, nesterov ? 1 : 0, gradient, v + start, w + start)
    case .adamStep(let step, _, let m, let v, let w):
      unsafe T.kernels.table.adam(count, step, gradient, m + start, v + start, w + start)
    default: preconditionFailure("no optimizer's step")
    }
  }

  /// Whether the operation may use memory from one place on; yes where that is not known.
  fileprivate func mayUse(_ place: In, count: Int) -> Bool {
    guard let places else { return true }
    let range = unsafe UInt(bitPattern: place)..<UInt(bitPattern: place + count)
    return (places.reads + places.writes).contains { range.contains($0) }
  }

  /// The bytes of scratch that streaming this product's result takes; nil if it is none that can be
  /// streamed: one whose rows are computed whole.
  fileprivate var streamingByteCount: (product: Int, rows: Int)? {
    guard case .product(let product, let workspace, let tiling) = unsafe work, tiling.isByRows
    else { return nil }
    let rows = unsafe Self.rowsAtATime * product.columns * MemoryLayout<T>.stride
    return ((workspace + 63) & ~63, rows)
  }

  /// The bytes that the second operand takes when it is packed once for all rows; 0 if it is packed
  /// already, or cannot be.
  fileprivate var packedByteCount: Int {
    guard case .product(let product, _, _) = unsafe work, unsafe product.packed == nil,
      unsafe product.bStrides == (depth: product.columns, column: 1)
    else { return 0 }
    return unsafe T.kernels.table.packedSize(product.depth, product.columns)
      * MemoryLayout<T>.stride
  }

  /// This product with its second operand packed into scratch.
  @specialized(where T == Float)
  fileprivate func packing(into scratch: UnsafeMutableRawPointer?) -> Operation {
    guard case .product(let product, let workspace, let tiling) = unsafe work,
      let packed = unsafe scratch?.assumingMemoryBound(to: T.self)
    else { return self }
    // In range: the scratch has `packedByteCount`; b has depth · columns elements without gaps.
    unsafe T.kernels.table.pack(product.depth, product.columns, product.b, packed)
    return unsafe Operation(
      .product(product.withPacked(packed), workspace: workspace, tiling), count: count, size: size)
  }

  /// Computes this product some rows at a time, and an optimizer's step with each of them.
  @specialized(where T == Float)
  fileprivate func run(_ part: Range<Int>, streamingInto update: Operation) {
    guard case .product(let product, _, let tiling) = unsafe work,
      let (workspace, rowBytes) = streamingByteCount
    else { preconditionFailure("no product that can be streamed") }
    let (rows, _) = unsafe tiling.rectangle(part, rows: product.rows, columns: product.columns)
    let columns = unsafe product.columns
    unsafe ScratchPool.shared.withBytes(workspace + rowBytes) { scratch in
      guard let scratch = unsafe scratch else { return }
      let gradient = unsafe (scratch + workspace).assumingMemoryBound(to: T.self)
      let pieces = (rows.count + Self.rowsAtATime - 1) / Self.rowsAtATime
      for piece in 0..<pieces {
        let some = tiling.rows(rows, piece, of: pieces)
        // In range: `some` has at most the rows that the scratch was made for; the kernel writes
        // c[i, ·] for these rows alone.
        let moved = unsafe product.withResult(at: gradient, forRowsFrom: some.lowerBound)
        unsafe T.kernels.table.product(moved, some, 0..<columns, scratch)
        unsafe update.update(
          some.lowerBound * columns..<some.upperBound * columns, from: In(gradient))
      }
    }
  }
}

extension Program {
  /// Where in this program a gradient is computed that could be used up at once: by a product whose
  /// result and whose weights nothing later in the program uses.
  package func streamable(
    gradient: MutableTensorView<T>, weights: TensorView<T>
  ) -> Int? {
    let index = recorded.lastIndex { operation in
      guard case .product(let product, _, _) = unsafe operation.work else { return false }
      return unsafe product.c == gradient.pointer
        && product.rows * product.columns == gradient.count
    }
    guard let index, recorded[index].streamingByteCount != nil else { return nil }
    let isUsed = recorded[(index + 1)...].contains { later in
      unsafe later.mayUse(gradient.readOnly.pointer, count: gradient.count)
        || later.mayUse(weights.pointer, count: weights.count)
    }
    return isUsed ? nil : index
  }

  /// Computes all of it, and with the product at a place, some rows at a time, the optimizer's step
  /// that was recorded; its gradient is not left behind.
  /// - Returns: False, with nothing computed, if what was recorded is not that one step.
  package func run(
    on workers: WorkerPool, streaming index: Int, into update: Recording<T>
  ) -> Bool {
    guard case .product(let product, _, _) = unsafe recorded[index].work,
      let step = update.onlyOperation, unsafe step.isUpdate(from: UnsafePointer(product.c))
    else { return false }
    for (place, operation) in operations.enumerated() {
      if place == index {
        recorded[index].run(on: workers, streamingInto: step)
      } else {
        operation.run(on: workers)
      }
    }
    return true
  }

  /// The bytes of scratch that a thread needs for it.
  var streamingScratch: Int {
    let streamed = recorded.filter { $0.streamingByteCount != nil }
    return streamed.compactMap(\.streamingByteCount).map { $0.product + $0.rows }
      .reduce(streamed.map(\.packedByteCount).max() ?? 0, max)
  }
}

extension Operation {
  /// The second operand is packed once, not for some rows at a time nor by each thread.
  @specialized(where T == Float)
  fileprivate func run(on workers: WorkerPool, streamingInto update: Operation) {
    let parts = workers.parts(of: count, size: size)
    unsafe ScratchPool.shared.withBytes(packedByteCount) { scratch in
      let product = unsafe packing(into: scratch)
      workers.run(parts: parts, StreamedWork(product: product, update: update))
    }
  }
}

/// What threads share: a product and the step that uses it up.
private struct StreamedWork<T: Real>: SharedWork {
  let product: Operation<T>
  let update: Operation<T>

  func compute(_ part: Int, of parts: Int) {
    let count = product.count
    product.run(
      count * part / parts..<count * (part + 1) / parts, streamingInto: update)
  }
}
