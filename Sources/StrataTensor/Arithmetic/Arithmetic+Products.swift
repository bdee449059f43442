private import CStrataKernels

/// Which operand of a matrix product is read with its rows and columns swapped.
public enum Transposition: Sendable {
  /// a · b
  case none
  /// aᵀ · b
  case first
  /// a · bᵀ
  case second
}

/// Which order of additions a sum has.
public enum SumOrder: Sendable, Equatable {
  /// A sum over features: chains over blocks of 512 consecutive terms, joined from left to right.
  case features
  /// A sum over samples: leaves of 64 consecutive samples, joined by a balanced binary tree; each
  /// sample brings `rowsPerSample` consecutive terms.
  case samples(rowsPerSample: Int)

  var block: Int {
    switch self {
    case .features: Int(STRATA_FEATURE_BLOCK)
    case .samples(let rowsPerSample): Int(STRATA_SAMPLE_LEAF) * max(rowsPerSample, 1)
    }
  }

  var join: Int32 {
    switch self {
    case .features: Int32(STRATA_JOIN_LEFT_TO_RIGHT)
    case .samples: Int32(STRATA_JOIN_TREE)
    }
  }
}

extension Arithmetic {
  /// c = a · b, or with one operand transposed, plus a bias a column.
  ///
  /// Tensors of more than two axes are seen as matrices of ``Shape/rows`` × ``Shape/columns``.
  /// - Parameters:
  ///   - a: [m, k], or [k, m] if it is transposed.
  ///   - b: [k, n], or [n, k] if it is transposed.
  ///   - c: [m, n]; shares no memory with the operands.
  ///   - transposing: Which operand is transposed.
  ///   - bias: [n], added after the sum.
  ///   - order: The order in which the k terms are added.
  /// - Complexity: O(m·n·k).
  @specialized(where T == Float)
  public func product(
    _ a: TensorView<T>, _ b: TensorView<T>, into c: MutableTensorView<T>,
    transposing: Transposition = .none, bias: TensorView<T>? = nil, order: SumOrder = .features
  ) {
    let (m, depth) =
      transposing == .first ? (a.shape.columns, a.shape.rows) : (a.shape.rows, a.shape.columns)
    let (bDepth, n) =
      transposing == .second ? (b.shape.columns, b.shape.rows) : (b.shape.rows, b.shape.columns)
    Self.require(
      depth == bDepth && c.shape.rows == m && c.shape.columns == n
        && bias.map { $0.count == n } ?? true,
      "product", a.shape, b.shape, c.shape)
    // In range: the strides walk exactly the rows and columns of each view, checked just above.
    unsafe perform(
      MatrixProduct<T>(
        rows: m, columns: n, depth: depth,
        a: a.pointer,
        aStrides: transposing == .first ? (row: 1, depth: m) : (row: depth, depth: 1),
        b: b.pointer,
        bStrides: transposing == .second ? (depth: 1, column: depth) : (depth: n, column: 1),
        packed: nil, c: c.pointer, cRow: n, bias: bias?.pointer, block: order.block,
        join: order.join),
      on: a.buffer, b.buffer, c.buffer, bias?.buffer)
  }

  /// c = a · b, plus a bias a column, where b may be packed; the sums are sums over features.
  /// - Parameters:
  ///   - a: [m, k]; more axes are seen as ``Shape/rows`` × ``Shape/columns``.
  ///   - b: k × n.
  ///   - c: [m, n]; shares no memory with the operands.
  ///   - bias: [n], added after the sum.
  /// - Complexity: O(m·n·k).
  @specialized(where T == Float)
  public func product(
    _ a: TensorView<T>, _ b: Matrix<T>, into c: MutableTensorView<T>, bias: TensorView<T>? = nil
  ) {
    guard b.isPacked else { return product(a, b.view, into: c, bias: bias) }
    Self.require(
      a.shape.columns == b.depth && c.shape.rows == a.shape.rows && c.shape.columns == b.columns
        && bias.map { $0.count == b.columns } ?? true,
      "product", a.shape, c.shape)
    // In range: as above; the packed operand was made for this depth and these columns.
    unsafe perform(
      MatrixProduct<T>(
        rows: a.shape.rows, columns: b.columns, depth: b.depth,
        a: a.pointer, aStrides: (row: b.depth, depth: 1),
        b: b.view.pointer, bStrides: (depth: b.columns, column: 1), packed: b.view.pointer,
        c: c.pointer, cRow: b.columns, bias: bias?.pointer, block: SumOrder.features.block,
        join: SumOrder.features.join),
      on: a.buffer, b.view.buffer, c.buffer, bias?.buffer)
  }

  /// Computes a product, or notes it; the buffers are those that it works on.
  @specialized(where T == Float)
  private func perform(
    _ product: MatrixProduct<T>, on a: Buffer<T>, _ b: Buffer<T>, _ c: Buffer<T>,
    _ bias: Buffer<T>?
  ) {
    let tiling = unsafe Tiling(rows: product.rows, columns: product.columns)
    let size = unsafe tiling.size * max(product.depth / 16, 1)
    let workspace = unsafe T.kernels.table.productWorkspace(product)
    if recording == nil, workers.parts(of: tiling.count, size: size) == 1 {
      // As the operation does it, without the cost of making one: as much as a small product's.
      return unsafe ScratchPool.shared.withBytes(workspace) { scratch in
        unsafe T.kernels.table.product(product, 0..<product.rows, 0..<product.columns, scratch)
      }
    }
    unsafe perform(
      Operation(.product(product, workspace: workspace, tiling), count: tiling.count, size: size),
      on: a, b, c, bias)
  }

  /// y[j] = the sum of x[i, j] over all rows i, in the order of a sum over samples.
  /// - Parameters:
  ///   - x: [rows, columns].
  ///   - y: [columns].
  ///   - rowsPerSample: Consecutive rows that belong to one sample.
  @specialized(where T == Float)
  public func columnSums(
    _ x: TensorView<T>, into y: MutableTensorView<T>, rowsPerSample: Int = 1
  ) {
    let (rows, columns) = (x.shape.rows, x.shape.columns)
    Self.require(y.count == columns, "columnSums", x.shape, y.shape)
    // In range: columns of x and y, checked above; parts write disjoint elements of y.
    unsafe perform(
      Operation(
        .columnSums(
          rows: rows, columns: columns,
          leaf: SumOrder.samples(rowsPerSample: rowsPerSample).block, x: x.pointer, y: y.pointer),
        count: columns, size: rows),
      on: x.buffer, y.buffer)
  }
}
