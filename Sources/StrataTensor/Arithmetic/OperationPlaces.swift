/// The addresses at which an operation's memory begins: what it reads, and what it writes.
struct OperationPlaces {
  let reads: [UInt]
  let writes: [UInt]

  init<T>(reads: [UnsafePointer<T>?], writes: [UnsafeMutablePointer<T>]) {
    self.reads = unsafe reads.map { UInt(bitPattern: $0) }.filter { $0 != 0 }
    self.writes = unsafe writes.map { UInt(bitPattern: $0) }
  }
}

extension Operation {
  /// Nil for a loop, of which that is not known.
  var places: OperationPlaces? {
    switch unsafe work {
    case .unary(_, let x, let y), .scaledUnary(_, _, let x, let y), .rows(_, _, let x, let y),
      .rowValues(_, _, let x, let y), .columnSums(_, _, _, let x, let y):
      unsafe OperationPlaces(reads: [x], writes: [y])
    case .binary(_, let a, let b, let y), .scaledBinary(_, _, let a, let b, let y),
      .rowPairs(_, _, let a, let b, let y), .rowPairValues(_, _, let a, let b, let y),
      .rowsWithRow(_, _, let a, let b, let y):
      unsafe OperationPlaces(reads: [a, b], writes: [y])
    case .inPlace(_, let x): unsafe OperationPlaces(reads: [In(x)], writes: [x])
    case .affineRows(_, let x, let s, let o, let y):
      unsafe OperationPlaces(reads: [x, s, o], writes: [y])
    case .product(let p, _, _):
      unsafe OperationPlaces(reads: [p.a, p.packed ?? p.b, p.bias, p.with], writes: [p.c])
    case .gradientStep(_, let g, let w): unsafe OperationPlaces(reads: [g, In(w)], writes: [w])
    case .momentumStep(_, _, _, let g, let v, let w):
      unsafe OperationPlaces(reads: [g, In(v), In(w)], writes: [v, w])
    case .adamStep(_, let g, let m, let v, let w):
      unsafe OperationPlaces(reads: [g, In(m), In(v), In(w)], writes: [m, v, w])
    case .loop: nil
    }
  }
}
