extension Arithmetic {
  // Every pointer below is to whole rows of its view: `rows` × `columns` elements, or one value a
  // row.

  /// y[i, j] = x[i, j] + r[j]; y may be x.
  public func addRow(
    _ r: TensorView<T>, to x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = r.count
    Self.require(
      x.count == y.count && (columns == 0 ? x.count == 0 : x.count % columns == 0), "addRow",
      x.shape, r.shape, y.shape)
    unsafe perform(
      Operation(
        .rowsWithRow(
          T.kernels.table.addRow, columns: columns, x: x.pointer, r: r.pointer, y: y.pointer),
        count: columns == 0 ? 0 : x.count / columns, size: columns),
      on: x.buffer, r.buffer, y.buffer)
  }

  /// y[i, j] = x[i, j] · r[j]; y may be x.
  public func multiplyRow(
    _ r: TensorView<T>, with x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = r.count
    Self.require(
      x.count == y.count && (columns == 0 ? x.count == 0 : x.count % columns == 0), "multiplyRow",
      x.shape, r.shape, y.shape)
    unsafe perform(
      Operation(
        .rowsWithRow(
          T.kernels.table.multiplyRow, columns: columns, x: x.pointer, r: r.pointer, y: y.pointer),
        count: columns == 0 ? 0 : x.count / columns, size: columns),
      on: x.buffer, r.buffer, y.buffer)
  }

  /// y[i, j] = x[i, j] · scale[j] + offset[j], rounded once; y may be x.
  public func affineRow(
    _ x: TensorView<T>, scale: TensorView<T>, offset: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = scale.count
    Self.require(
      x.count == y.count && offset.count == columns
        && (columns == 0 ? x.count == 0 : x.count % columns == 0),
      "affineRow", x.shape, scale.shape, offset.shape, y.shape)
    unsafe perform(
      Operation(
        .affineRows(
          columns: columns, x: x.pointer, s: scale.pointer, o: offset.pointer, y: y.pointer),
        count: columns == 0 ? 0 : x.count / columns, size: columns),
      on: x.buffer, scale.buffer, offset.buffer, y.buffer)
  }

  /// y[i, ·] = softmax of x[i, ·]: e^(x − max) over its sum; y may be x.
  @specialized(where T == Float)
  public func softmaxRows(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(x.shape == y.shape, "softmaxRows", x.shape, y.shape)
    let columns = x.shape.columns
    unsafe perform(
      Operation(
        .rows(T.kernels.table.softmax, columns: columns, x: x.pointer, y: y.pointer),
        count: x.shape.rows, size: columns * 4),
      on: x.buffer, y.buffer)
  }

  /// dx = y · (dy − Σⱼ y·dy), the way back through softmax rows; dx may be dy.
  public func softmaxRowsGradient(
    y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    Self.require(
      y.shape == dy.shape && y.shape == dx.shape, "softmaxRowsGradient", y.shape, dx.shape)
    let columns = y.shape.columns
    unsafe perform(
      Operation(
        .rowPairs(
          T.kernels.table.softmaxGradient, columns: columns, a: y.pointer, b: dy.pointer,
          y: dx.pointer),
        count: y.shape.rows, size: columns),
      on: y.buffer, dy.buffer, dx.buffer)
  }

  /// y[i] = ln Σⱼ e^x[i, j], without overflow.
  @specialized(where T == Float)
  public func logSumExpRows(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(y.count == x.shape.rows, "logSumExpRows", x.shape, y.shape)
    let columns = x.shape.columns
    unsafe perform(
      Operation(
        .rowValues(T.kernels.table.logSumExp, columns: columns, x: x.pointer, y: y.pointer),
        count: x.shape.rows, size: columns * 4),
      on: x.buffer, y.buffer)
  }

  /// y[i] = Σⱼ x[i, j].
  public func rowSums(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(y.count == x.shape.rows, "rowSums", x.shape, y.shape)
    let columns = x.shape.columns
    unsafe perform(
      Operation(
        .rowValues(T.kernels.table.rowSum, columns: columns, x: x.pointer, y: y.pointer),
        count: x.shape.rows, size: columns),
      on: x.buffer, y.buffer)
  }

  /// y[i] = Σⱼ a[i, j] · b[i, j].
  public func rowDots(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe pairs("rowDots", a, b, y, T.kernels.table.rowDot)
  }

  /// y[i] = Σⱼ (a[i, j] − b[i, j])².
  public func rowSquaredDistances(
    _ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>
  ) {
    unsafe pairs("rowSquaredDistances", a, b, y, T.kernels.table.rowSquaredDistance)
  }

  /// y[i] = Σⱼ |a[i, j] − b[i, j]|.
  public func rowDistances(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe pairs("rowDistances", a, b, y, T.kernels.table.rowDistance)
  }

  // y has one value a row, so its count says where the rows of a and b end: for a loss, a row is
  // all that belongs to one sample, however many axes it has.
  private func pairs(
    _ operation: StaticString, _ a: TensorView<T>, _ b: TensorView<T>, _ y: MutableTensorView<T>,
    _ kernel:
      @escaping (Int, Int, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    let columns = y.count == 0 ? 0 : a.count / y.count
    Self.require(
      a.count == b.count && columns * y.count == a.count, operation, a.shape, b.shape, y.shape)
    unsafe perform(
      Operation(
        .rowPairValues(kernel, columns: columns, a: a.pointer, b: b.pointer, y: y.pointer),
        count: y.count, size: columns),
      on: a.buffer, b.buffer, y.buffer)
  }
}
