// A product may read its first operand wherever it is: where a caller has a batch, and nothing but one
// product reads it, the batch need not be copied to where the plan has room for it.

extension Program {
  /// Which operation reads the elements that were written to a view before this program runs, and those
  /// of the program after it: a product, as its first operand. Nil where others read them too, or
  /// where that is not known.
  package func soleReader(of view: MutableTensorView<T>, before next: Program) -> Int? {
    let range = unsafe UInt(bitPattern: view.pointer)..<UInt(bitPattern: view.pointer + view.count)
    // Memory is used again: what has been written since is no more the view's.
    var written: Set<UInt> = []
    var reader: Int?
    for (index, operation) in (recorded + next.recorded).enumerated() {
      guard let places = operation.places else { return nil }
      let found = places.reads.filter { range.contains($0) && !written.contains($0) }
      if !found.isEmpty {
        guard reader == nil, index < recorded.count, found.count == 1,
          case .product(let product, _, _) = unsafe operation.work,
          unsafe product.a == UnsafePointer(view.pointer),
          unsafe product.rows * product.depth == view.count
        else { return nil }
        reader = index
      }
      written.formUnion(places.writes)
    }
    return reader
  }

  /// Computes all of it, the product at a place with its first operand from elsewhere.
  /// - Parameter rows: As many elements as the product reads.
  package func run(on workers: WorkerPool, reading rows: BorrowedRows<T>, at place: Int) {
    for (index, operation) in operations.enumerated() {
      if index == place {
        recorded[place].reading(rows).run(on: workers)
      } else {
        operation.run(on: workers)
      }
    }
  }
}

extension Operation {
  /// This product with its first operand, which has no gaps, somewhere else.
  @specialized(where T == Float)
  fileprivate func reading(_ rows: BorrowedRows<T>) -> Operation {
    guard case .product(let product, let workspace, let tiling) = unsafe work,
      let base = unsafe rows.base, unsafe rows.count == product.rows * product.depth
    else { preconditionFailure("no product that reads so many elements") }
    return unsafe Operation(
      .product(product.reading(base), workspace: workspace, tiling), count: count, size: size)
  }
}
