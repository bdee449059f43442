/// A kernel and the memory it works on: a step that can be run at once, or recorded and run again.
///
/// An operation is made of `count` pieces that are independent of each other, so that threads can
/// take a range of them each; whoever computes a piece, its bits are the same.
@safe struct Operation<T: Real>: SharedWork, @unchecked Sendable {
  typealias In = UnsafePointer<T>
  typealias Out = UnsafeMutablePointer<T>

  /// What is computed. Pointers are to `count` elements, or to `count` rows of `columns` elements,
  /// unless it is said otherwise.
  @unsafe enum Work {
    case unary(_ kernel: (Int, In, Out) -> Void, x: In, y: Out)
    case scaledUnary(_ kernel: (Int, T, In, Out) -> Void, T, x: In, y: Out)
    case binary(_ kernel: (Int, In, In, Out) -> Void, a: In, b: In, y: Out)
    case scaledBinary(_ kernel: (Int, T, In, In, Out) -> Void, T, a: In, b: In, y: Out)
    case inPlace(_ kernel: (Int, Out) -> Void, x: Out)
    case rows(_ kernel: (Int, Int, In, Out) -> Void, columns: Int, x: In, y: Out)
    case rowPairs(_ kernel: (Int, Int, In, In, Out) -> Void, columns: Int, a: In, b: In, y: Out)
    /// r is one row.
    case rowsWithRow(_ kernel: (Int, Int, In, In, Out) -> Void, columns: Int, x: In, r: In, y: Out)
    /// s and o are one row each.
    case affineRows(columns: Int, x: In, s: In, o: In, y: Out)
    /// y has one element a row.
    case rowValues(_ kernel: (Int, Int, In, Out) -> Void, columns: Int, x: In, y: Out)
    /// y has one element a row.
    case rowPairValues(
      _ kernel: (Int, Int, In, In, Out) -> Void, columns: Int, a: In, b: In, y: Out)
    /// The pieces are the columns.
    case columnSums(rows: Int, columns: Int, leaf: Int, x: In, y: Out)
    /// The pieces are tiles of the result's rows or columns.
    case product(MatrixProduct<T>, workspace: Int, Tiling)
    case gradientStep(learningRate: T, g: In, w: Out)
    case momentumStep(learningRate: T, momentum: T, nesterov: Bool, g: In, v: Out, w: Out)
    case adamStep(AdamStep<T>, g: In, m: Out, v: Out, w: Out)
    case loop((Range<Int>) -> Void)
  }

  /// What a neighbour may be fused with.
  enum Fusion {
    case none
    /// y = x where x > 0, else 0.
    case relu
    /// dx = dy where y > 0, else 0.
    case reluGradient
  }

  /// How many pieces there are.
  let count: Int
  /// What one piece costs, in elements.
  let size: Int
  let work: Work
  var fusion = Fusion.none

  init(_ work: Work, count: Int, size: Int = 1, fusion: Fusion = .none) {
    self.count = count
    self.size = size
    unsafe self.work = unsafe work
    self.fusion = fusion
  }

  /// Computes all pieces, shared among threads where that pays.
  func run(on workers: WorkerPool) {
    let parts = workers.parts(of: count, size: size)
    guard parts > 1 else { return run(0..<count) }
    workers.run(parts: parts, self)
  }

  /// Computes one of equal parts.
  @specialized(where T == Float)
  func compute(_ part: Int, of parts: Int) {
    run(count * part / parts..<count * (part + 1) / parts)
  }

  /// The same, to be run often.
  @specialized(where T == Float)
  func bound() -> BoundOperation {
    BoundOperation(count: count, size: size, body: boundWork())
  }

  @specialized(where T == Float)
  private func boundWork() -> (Range<Int>) -> Void {
    switch unsafe work {
    case .product(let product, let workspace, let tiling):
      let kernel = unsafe T.kernels.table.bind(product)
      let (rows, columns) = unsafe (product.rows, product.columns)
      return { part in
        let (rows, columns) = tiling.rectangle(part, rows: rows, columns: columns)
        unsafe ScratchPool.shared.withBytes(workspace) { scratch in
          unsafe kernel(rows, columns, scratch)
        }
      }
    // The commonest ones of small networks. The others are found in their work again at each run.
    case .inPlace(let kernel, let x):
      return { part in unsafe kernel(part.count, x + part.lowerBound) }
    case .unary(let kernel, let x, let y):
      return { part in unsafe kernel(part.count, x + part.lowerBound, y + part.lowerBound) }
    case .rows(let kernel, let columns, let x, let y):
      return { part in
        let start = part.lowerBound * columns
        unsafe kernel(part.count, columns, x + start, y + start)
      }
    default:
      let box = Box(self)
      return { part in box.operation.run(part) }
    }
  }

  /// Where it lies in a box, an operation is run without being copied.
  private final class Box {
    let operation: Operation<T>

    init(_ operation: Operation<T>) { self.operation = operation }
  }

  /// Computes a range of the pieces.
  @specialized(where T == Float)
  func run(_ part: Range<Int>) {
    // In range: whoever made the operation gave pointers to all its pieces, and `part` is of them.
    let (start, count) = (part.lowerBound, part.count)
    switch unsafe work {
    case .unary(let kernel, let x, let y): unsafe kernel(count, x + start, y + start)
    case .scaledUnary(let kernel, let s, let x, let y):
      unsafe kernel(count, s, x + start, y + start)
    case .binary(let kernel, let a, let b, let y):
      unsafe kernel(count, a + start, b + start, y + start)
    case .scaledBinary(let kernel, let s, let a, let b, let y):
      unsafe kernel(count, s, a + start, b + start, y + start)
    case .inPlace(let kernel, let x): unsafe kernel(count, x + start)
    case .rows(let kernel, let columns, let x, let y):
      unsafe kernel(count, columns, x + start * columns, y + start * columns)
    case .rowPairs(let kernel, let columns, let a, let b, let y):
      let first = start * columns
      unsafe kernel(count, columns, a + first, b + first, y + first)
    case .rowsWithRow(let kernel, let columns, let x, let r, let y):
      unsafe kernel(count, columns, x + start * columns, r, y + start * columns)
    case .affineRows(let columns, let x, let s, let o, let y):
      unsafe T.kernels.table.affineRow(
        count, columns, x + start * columns, s, o, y + start * columns)
    case .rowValues(let kernel, let columns, let x, let y):
      unsafe kernel(count, columns, x + start * columns, y + start)
    case .rowPairValues(let kernel, let columns, let a, let b, let y):
      unsafe kernel(count, columns, a + start * columns, b + start * columns, y + start)
    case .columnSums(let rows, let columns, let leaf, let x, let y):
      unsafe T.kernels.table.columnSum(rows, columns, leaf, part.lowerBound, part.upperBound, x, y)
    case .product(let product, let workspace, let tiling):
      let (rows, columns) = unsafe tiling.rectangle(
        part, rows: product.rows, columns: product.columns)
      unsafe ScratchPool.shared.withBytes(workspace) { scratch in
        unsafe T.kernels.table.product(product, rows, columns, scratch)
      }
    case .gradientStep(let learningRate, let g, let w):
      unsafe T.kernels.table.sgd(count, learningRate, g + start, w + start)
    case .momentumStep(let learningRate, let momentum, let nesterov, let g, let v, let w):
      unsafe T.kernels.table.momentum(
        count, learningRate, momentum, nesterov ? 1 : 0, g + start, v + start, w + start)
    case .adamStep(let step, let g, let m, let v, let w):
      unsafe T.kernels.table.adam(count, step, g + start, m + start, v + start, w + start)
    case .loop(let body): body(part)
    }
  }
}
