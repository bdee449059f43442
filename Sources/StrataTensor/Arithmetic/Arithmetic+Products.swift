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
    let product = unsafe MatrixProduct<T>(
      rows: m, columns: n, depth: depth,
      a: a.pointer,
      aStrides: transposing == .first ? (row: 1, depth: m) : (row: depth, depth: 1),
      b: b.pointer,
      bStrides: transposing == .second ? (depth: 1, column: depth) : (depth: n, column: 1),
      c: c.pointer, cRow: n, bias: bias?.pointer, block: order.block, join: order.join)
    let workspace = unsafe T.kernels.productWorkspace(product)

    // Threads take whole tiles of the side whose operand is larger: each packs the other side's
    // operand for itself, so the smaller one should be packed more than once.
    let tile = (rows: 12, columns: 32)
    let byColumns = n >= m && n > tile.columns
    let tiles = byColumns ? (n + tile.columns - 1) / tile.columns : (m + tile.rows - 1) / tile.rows
    share(tiles, size: m * n / max(tiles, 1) * max(depth / 16, 1)) { range in
      let step = byColumns ? tile.columns : tile.rows
      let limit = byColumns ? n : m
      let part = min(range.lowerBound * step, limit)..<min(range.upperBound * step, limit)
      ScratchPool.shared.withBytes(workspace) { scratch in
        // The scratch holds what the kernel asked for; parts write disjoint rectangles of c.
        unsafe T.kernels.product(
          product, byColumns ? 0..<m : part, byColumns ? part : 0..<n,
          UnsafeMutableRawPointer(scratch.base))
      }
    }
  }

  /// y[j] = the sum of x[i, j] over all rows i, in the order of a sum over samples.
  /// - Parameters:
  ///   - x: [rows, columns].
  ///   - y: [columns].
  ///   - rowsPerSample: Consecutive rows that belong to one sample.
  public func columnSums(
    _ x: TensorView<T>, into y: MutableTensorView<T>, rowsPerSample: Int = 1
  ) {
    let (rows, columns) = (x.shape.rows, x.shape.columns)
    Self.require(y.count == columns, "columnSums", x.shape, y.shape)
    share(columns, size: rows) { part in
      // In range: columns of x and y, checked above; parts write disjoint elements of y.
      unsafe T.kernels.columnSum(
        rows, columns, SumOrder.samples(rowsPerSample: rowsPerSample).block, part.lowerBound,
        part.upperBound, x.pointer, y.pointer)
    }
  }
}
