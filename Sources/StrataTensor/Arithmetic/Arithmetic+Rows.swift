extension Arithmetic {
  // Every pointer below is to whole rows of its view: `rows` × `columns` elements, or one value a
  // row; a part stays within the rows.

  /// y[i, j] = x[i, j] + r[j]; y may be x.
  public func addRow(
    _ r: TensorView<T>, to x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = r.count
    Self.require(
      x.count == y.count && (columns == 0 ? x.count == 0 : x.count % columns == 0), "addRow",
      x.shape, r.shape, y.shape)
    share(columns == 0 ? 0 : x.count / columns, size: columns) { part in
      let start = part.lowerBound * columns
      unsafe T.kernels.addRow(part.count, columns, x.pointer + start, r.pointer, y.pointer + start)
    }
  }

  /// y[i, j] = x[i, j] · r[j]; y may be x.
  public func multiplyRow(
    _ r: TensorView<T>, with x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = r.count
    Self.require(
      x.count == y.count && (columns == 0 ? x.count == 0 : x.count % columns == 0), "multiplyRow",
      x.shape, r.shape, y.shape)
    share(columns == 0 ? 0 : x.count / columns, size: columns) { part in
      let start = part.lowerBound * columns
      unsafe T.kernels.multiplyRow(
        part.count, columns, x.pointer + start, r.pointer, y.pointer + start)
    }
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
    share(columns == 0 ? 0 : x.count / columns, size: columns) { part in
      let start = part.lowerBound * columns
      unsafe T.kernels.affineRow(
        part.count, columns, x.pointer + start, scale.pointer, offset.pointer, y.pointer + start)
    }
  }

  /// y[i, ·] = softmax of x[i, ·]: e^(x − max) over its sum; y may be x.
  public func softmaxRows(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(x.shape == y.shape, "softmaxRows", x.shape, y.shape)
    let columns = x.shape.columns
    share(x.shape.rows, size: columns * 4) { part in
      let start = part.lowerBound * columns
      unsafe T.kernels.softmax(part.count, columns, x.pointer + start, y.pointer + start)
    }
  }

  /// dx = y · (dy − Σⱼ y·dy), the way back through softmax rows; dx may be dy.
  public func softmaxRowsGradient(
    y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>
  ) {
    Self.require(
      y.shape == dy.shape && y.shape == dx.shape, "softmaxRowsGradient", y.shape, dx.shape)
    let columns = y.shape.columns
    share(y.shape.rows, size: columns) { part in
      let start = part.lowerBound * columns
      unsafe T.kernels.softmaxGradient(
        part.count, columns, y.pointer + start, dy.pointer + start, dx.pointer + start)
    }
  }

  /// y[i] = ln Σⱼ e^x[i, j], without overflow.
  public func logSumExpRows(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(y.count == x.shape.rows, "logSumExpRows", x.shape, y.shape)
    let columns = x.shape.columns
    share(x.shape.rows, size: columns * 4) { part in
      unsafe T.kernels.logSumExp(
        part.count, columns, x.pointer + part.lowerBound * columns, y.pointer + part.lowerBound)
    }
  }

  /// y[i] = Σⱼ x[i, j].
  public func rowSums(_ x: TensorView<T>, into y: MutableTensorView<T>) {
    Self.require(y.count == x.shape.rows, "rowSums", x.shape, y.shape)
    let columns = x.shape.columns
    share(x.shape.rows, size: columns) { part in
      unsafe T.kernels.rowSum(
        part.count, columns, x.pointer + part.lowerBound * columns, y.pointer + part.lowerBound)
    }
  }

  /// y[i] = Σⱼ a[i, j] · b[i, j].
  public func rowDots(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe pairs("rowDots", a, b, y, T.kernels.rowDot)
  }

  /// y[i] = Σⱼ (a[i, j] − b[i, j])².
  public func rowSquaredDistances(
    _ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>
  ) {
    unsafe pairs("rowSquaredDistances", a, b, y, T.kernels.rowSquaredDistance)
  }

  /// y[i] = Σⱼ |a[i, j] − b[i, j]|.
  public func rowDistances(_ a: TensorView<T>, _ b: TensorView<T>, into y: MutableTensorView<T>) {
    unsafe pairs("rowDistances", a, b, y, T.kernels.rowDistance)
  }

  // y has one value a row, so its count says where the rows of a and b end: for a loss, a row is
  // all that belongs to one sample, however many axes it has.
  private func pairs(
    _ operation: StaticString, _ a: TensorView<T>, _ b: TensorView<T>, _ y: MutableTensorView<T>,
    _ kernel: (Int, Int, UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) {
    let columns = y.count == 0 ? 0 : a.count / y.count
    Self.require(
      a.count == b.count && columns * y.count == a.count, operation, a.shape, b.shape, y.shape)
    share(y.count, size: columns) { part in
      let start = part.lowerBound * columns
      unsafe kernel(
        part.count, columns, a.pointer + start, b.pointer + start, y.pointer + part.lowerBound)
    }
  }
}
