extension Arithmetic {
  /// y[i, j] = x[i, j] + c[i]; y may be x.
  /// - Parameters:
  ///   - c: One number a row.
  ///   - x: As many rows, of any length.
  ///   - y: As many elements as x.
  @specialized(where T == Float)
  public func addColumn(
    _ c: TensorView<T>, to x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = Self.rowLength("addColumn", c, x, y)
    // In range: rows of x and y as long as they are, and one element of c for each.
    let (added, from, to) = unsafe (c.pointer, x.pointer, y.pointer)
    unsafe perform(
      Operation(
        .loop { rows in
          for row in rows {
            let value = unsafe added[row]
            for place in row * columns..<(row + 1) * columns {
              unsafe to[place] = unsafe from[place] + value
            }
          }
        }, count: c.count, size: columns),
      on: x.buffer, c.buffer, y.buffer)
  }

  /// y[i, j] = x[i, j] · c[i]; y may be x.
  /// - Parameters:
  ///   - c: One number a row.
  ///   - x: As many rows, of any length.
  ///   - y: As many elements as x.
  @specialized(where T == Float)
  public func multiplyColumn(
    _ c: TensorView<T>, with x: TensorView<T>, into y: MutableTensorView<T>
  ) {
    let columns = Self.rowLength("multiplyColumn", c, x, y)
    // In range: as above.
    let (factors, from, to) = unsafe (c.pointer, x.pointer, y.pointer)
    unsafe perform(
      Operation(
        .loop { rows in
          for row in rows {
            let value = unsafe factors[row]
            for place in row * columns..<(row + 1) * columns {
              unsafe to[place] = unsafe from[place] * value
            }
          }
        }, count: c.count, size: columns),
      on: x.buffer, c.buffer, y.buffer)
  }

  private static func rowLength(
    _ operation: StaticString, _ c: TensorView<T>, _ x: TensorView<T>, _ y: MutableTensorView<T>
  ) -> Int {
    let columns = c.count == 0 ? 0 : x.count / c.count
    require(
      x.count == y.count && columns * c.count == x.count, operation, x.shape, c.shape, y.shape)
    return columns
  }
}
