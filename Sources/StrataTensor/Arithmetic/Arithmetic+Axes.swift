/// The lines along one axis of a shape: a line's elements lie `stride` apart.
private struct AxisLines {
  /// Elements of a line.
  let length: Int
  /// Neighbouring elements of a line lie so far apart; so many lines lie side by side.
  let stride: Int
  /// Lines in all.
  let count: Int

  init(of shape: Shape, _ axis: Int) {
    var (before, after) = (1, 1)
    for other in 0..<axis { before *= shape[other] }
    for other in axis + 1..<shape.rank { after *= shape[other] }
    (length, stride, count) = (shape[axis], after, before * after)
  }

  /// Lines that are copied side by side: their elements share cache lines. Fewer where they are long.
  private var width: Int { max(1, min(16, 0x10000 / max(length, 1))) }

  /// Elements of the room that a set of lines takes.
  var room: Int { width * length }

  /// Cuts a range of lines into sets that lie side by side: where the first begins, and how many.
  func forEachSet(of part: Range<Int>, _ body: (_ start: Int, _ count: Int) -> Void) {
    var line = part.lowerBound
    while line < part.upperBound {
      let place = line % stride
      let count = min(width, stride - place, part.upperBound - line)
      body(line / stride * stride * length + place, count)
      line += count
    }
  }

  /// rows[i, ·] = the i-th line from `start` on.
  @specialized(where T == Float)
  func gather<T: Real>(
    _ count: Int, from x: UnsafePointer<T>, into rows: UnsafeMutablePointer<T>
  ) {
    // In range: the lines are of the shape that x has, and rows has `room` elements; so no product of
    // a place overflows either.
    for place in 0..<length {
      let (from, to) = unsafe (x + place * stride, rows + place)
      for line in 0..<count { unsafe to[line &* length] = from[line] }
    }
  }

  /// The way back.
  @specialized(where T == Float)
  func scatter<T: Real>(
    _ count: Int, from rows: UnsafePointer<T>, into y: UnsafeMutablePointer<T>
  ) {
    for place in 0..<length {
      let (from, to) = unsafe (rows + place, y + place * stride)
      for line in 0..<count { unsafe to[line] = from[line &* length] }
    }
  }
}

extension Arithmetic {
  /// y = softmax of x along an axis: e^(x − max) over its sum; y may be x. The bits are those of
  /// ``softmaxRows(_:into:)`` with that axis last.
  /// - Precondition: The axis is one of the shape's.
  public func softmax(_ x: TensorView<T>, axis: Int, into y: MutableTensorView<T>) {
    unsafe alongAxis("softmax", axis, x, x, y, cost: 4) { rows, columns, x, _, y in
      unsafe T.kernels.table.softmax(rows, columns, x, y)
    }
  }

  /// dx = y · (dy − Σ y·dy), the way back through softmax along an axis; dx may be dy.
  /// - Precondition: The axis is one of the shape's.
  public func softmaxGradient(
    y: TensorView<T>, dy: TensorView<T>, axis: Int, into dx: MutableTensorView<T>
  ) {
    unsafe alongAxis("softmaxGradient", axis, y, dy, dx, cost: 1) { rows, columns, y, dy, dx in
      unsafe T.kernels.table.softmaxGradient(rows, columns, y, dy, dx)
    }
  }

  /// y = x − ln Σ eˣ along an axis, as (x − max) − ln Σ e^(x − max); y may be x.
  /// - Precondition: The axis is one of the shape's.
  public func logSoftmax(_ x: TensorView<T>, axis: Int, into y: MutableTensorView<T>) {
    unsafe alongAxis("logSoftmax", axis, x, x, y, cost: 8) { rows, columns, x, _, y in
      unsafe Self.logSoftmaxRows(rows, columns, x, y)
    }
  }

  /// dx = dy − e^y · Σ dy, the way back through logSoftmax along an axis; dx may be dy.
  /// - Precondition: The axis is one of the shape's.
  public func logSoftmaxGradient(
    y: TensorView<T>, dy: TensorView<T>, axis: Int, into dx: MutableTensorView<T>
  ) {
    unsafe alongAxis("logSoftmaxGradient", axis, y, dy, dx, cost: 4) { rows, columns, y, dy, dx in
      unsafe Self.logSoftmaxRowsGradient(rows, columns, y, dy, dx)
    }
  }

  /// Computes rows from rows: as they lie where the axis is contiguous, copied side by side where it
  /// is not.
  private func alongAxis(
    _ operation: StaticString, _ axis: Int, _ a: TensorView<T>, _ b: TensorView<T>,
    _ y: MutableTensorView<T>, cost: Int,
    _ kernel:
      @escaping (Int, Int, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>)
      -> Void
  ) {
    Self.require(a.shape == y.shape && b.shape == y.shape, operation, a.shape, b.shape, y.shape)
    precondition(axis >= 0 && axis < y.shape.rank, "axis \(axis) of the shape \(y.shape)")
    let lines = AxisLines(of: y.shape, axis)
    guard lines.stride > 1 else {
      return unsafe perform(
        Operation(
          .rowPairs(kernel, columns: lines.length, a: a.pointer, b: b.pointer, y: y.pointer),
          count: lines.count, size: lines.length * cost),
        on: a.buffer, b.buffer, y.buffer)
    }
    let (first, second, result) = unsafe (a.pointer, b.pointer, y.pointer)
    unsafe perform(
      Operation(
        .loop { part in
          unsafe Self.compute(lines, part, first, second, result, kernel)
        }, count: lines.count, size: lines.length * (cost + 2)),
      on: a.buffer, b.buffer, y.buffer)
  }

  private static func compute(
    _ lines: AxisLines, _ part: Range<Int>, _ a: UnsafePointer<T>, _ b: UnsafePointer<T>,
    _ y: UnsafeMutablePointer<T>,
    _ kernel: (Int, Int, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    unsafe ScratchPool.shared.withBytes(2 * lines.room * MemoryLayout<T>.stride) { scratch in
      guard let rows = unsafe scratch?.assumingMemoryBound(to: T.self) else { return }
      // In range: the scratch has room for two sets, and each set is of the views' lines.
      let others = unsafe rows + lines.room
      lines.forEachSet(of: part) { start, count in
        unsafe lines.gather(count, from: a + start, into: rows)
        unsafe lines.gather(count, from: b + start, into: others)
        unsafe kernel(count, lines.length, rows, others, others)
        unsafe lines.scatter(count, from: others, into: y + start)
      }
    }
  }

  /// y = (x − max) − ln Σ e^(x − max), row by row; y may be x.
  @specialized(where T == Float)
  private static func logSoftmaxRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>
  ) {
    guard columns > 0 else { return }
    // In range: x and y have `rows` rows of `columns` numbers.
    for row in 0..<rows {
      let (x, y) = unsafe (x + row * columns, y + row * columns)
      var top = unsafe x[0]
      for column in 1..<columns where unsafe x[column] > top { top = unsafe x[column] }
      for column in 0..<columns { unsafe y[column] = x[column] - top }
      var logarithm = T.zero
      unsafe T.kernels.table.logSumExp(1, columns, y, &logarithm)
      for column in 0..<columns { unsafe y[column] = y[column] - logarithm }
    }
  }

  /// dx = dy − e^y · Σ dy, row by row; dx may be dy.
  @specialized(where T == Float)
  private static func logSoftmaxRowsGradient(
    _ rows: Int, _ columns: Int, _ y: UnsafePointer<T>, _ dy: UnsafePointer<T>,
    _ dx: UnsafeMutablePointer<T>
  ) {
    let block = 512 / MemoryLayout<T>.stride
    unsafe withUnsafeTemporaryAllocation(of: T.self, capacity: block) { room in
      guard let powers = room.baseAddress else { return }
      // In range: y, dy and dx have `rows` rows of `columns` numbers.
      for row in 0..<rows {
        let (start, end) = (row * columns, (row + 1) * columns)
        var sum = T.zero
        unsafe T.kernels.table.rowSum(1, columns, dy + start, &sum)
        for first in stride(from: start, to: end, by: block) {
          let count = min(block, end - first)
          unsafe T.kernels.table.exp(count, y + first, powers)
          for index in 0..<count {
            unsafe dx[first + index] = dy[first + index] - powers[index] * sum
          }
        }
      }
    }
  }
}
