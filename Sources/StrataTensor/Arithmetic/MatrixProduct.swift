/// A matrix product as the kernels take it; see `strata_product_f32`.
@unsafe struct MatrixProduct<T: TensorElement> {
  /// What becomes of a finished sum s.
  enum Finish: Int32 {
    /// s
    case none = 0
    /// 0 where s < 0, else s.
    case relu = 1
    /// s where `with` is over 0, else 0.
    case reluGradient = 2
  }

  let rows: Int
  let columns: Int
  let depth: Int
  private(set) var a: UnsafePointer<T>
  let aStrides: (row: Int, depth: Int)
  /// Not read where `packed` is there.
  let b: UnsafePointer<T>
  let bStrides: (depth: Int, column: Int)
  private(set) var packed: UnsafePointer<T>?
  private(set) var c: UnsafeMutablePointer<T>
  let cRow: Int
  let bias: UnsafePointer<T>?
  let block: Int
  let join: Int32
  var finish = Finish.none
  /// Laid out as c is.
  var with: UnsafePointer<T>?

  /// The same product with its first operand somewhere else.
  func reading(_ a: UnsafePointer<T>) -> MatrixProduct {
    var product = unsafe self
    unsafe product.a = unsafe a
    return unsafe product
  }

  /// The same product with its second operand packed.
  func withPacked(_ packed: UnsafeMutablePointer<T>) -> MatrixProduct {
    var product = unsafe self
    unsafe product.packed = UnsafePointer(packed)
    return unsafe product
  }

  /// The same product with its rows from one on at another place, without gaps.
  func withResult(at place: UnsafeMutablePointer<T>, forRowsFrom first: Int) -> MatrixProduct {
    var moved = unsafe self
    unsafe moved.c = unsafe place - first * cRow
    return unsafe moved
  }
}

/// How a product's result is cut for threads: into whole tiles of the kernels, along its rows or
/// its columns.
struct Tiling {
  /// What the kernels work on at a time: cutting there wastes nothing.
  private static let tile = (rows: 12, columns: 32)

  private let byColumns: Bool
  /// The number of pieces.
  let count: Int
  /// The elements of a piece.
  let size: Int

  /// Each thread packs the operand of the side that is not cut for itself, so the larger side is cut.
  init(rows: Int, columns: Int) {
    byColumns = columns >= rows && columns > Self.tile.columns
    let (length, tile, other) =
      byColumns ? (columns, Self.tile.columns, rows) : (rows, Self.tile.rows, columns)
    count = (length + tile - 1) / tile
    size = min(length, tile) * other
  }

  /// Whether threads take whole rows.
  var isByRows: Bool { !byColumns }

  /// One of several nearly equal shares of some rows, cut where tiles end.
  func rows(_ rows: Range<Int>, _ share: Int, of shares: Int) -> Range<Int> {
    func cut(_ share: Int) -> Int {
      share == shares
        ? rows.count : rows.count * share / shares / Self.tile.rows * Self.tile.rows
    }
    return rows.lowerBound + cut(share)..<rows.lowerBound + cut(share + 1)
  }

  /// The rows and columns of consecutive pieces.
  func rectangle(
    _ part: Range<Int>, rows: Int, columns: Int
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    func cut(_ tile: Int, _ length: Int) -> Range<Int> {
      min(part.lowerBound * tile, length)..<min(part.upperBound * tile, length)
    }
    return byColumns
      ? (0..<rows, cut(Self.tile.columns, columns)) : (cut(Self.tile.rows, rows), 0..<columns)
  }
}
