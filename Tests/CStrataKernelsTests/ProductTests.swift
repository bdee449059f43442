import CStrataKernels
import Testing

/// How the elements of a matrix lie in memory.
enum MatrixLayout: CaseIterable {
  /// Row after row, with a gap.
  case rows
  /// Column after column, with a gap.
  case columns
  /// Every third element, rows in reverse.
  case scattered

  /// The distances of neighbours in a column and in a row, where element 0, 0 is, and the number
  /// of elements up to the last one that is used.
  func place(_ rows: Int, _ columns: Int) -> (row: Int, column: Int, start: Int, size: Int) {
    guard rows > 0 && columns > 0 else { return (columns, 1, 0, 0) }
    return switch self {
    case .rows: (columns + 1, 1, 1, rows * (columns + 1))
    case .columns: (1, rows + 3, 0, columns * (rows + 3) - 3)
    case .scattered: (-3 * columns, 3, 3 * columns * (rows - 1), 3 * rows * columns - 2)
    }
  }
}

/// A product and its operands.
struct ProductCase: CustomStringConvertible {
  var rows: Int
  var columns: Int
  var depth: Int
  var block: Int
  var tree = false
  var bias = false
  var a = MatrixLayout.rows
  var b = MatrixLayout.rows
  var wild = false
  var packed = false
  var finish = Finish.none

  static let gap = 5

  /// What becomes of a sum; `ownGradient` reads the matrix that it writes.
  enum Finish: CaseIterable { case none, relu, reluGradient, ownGradient }

  var description: String {
    "\(rows) x \(columns) x \(depth), block \(block), \(tree ? "tree" : "left to right"), "
      + "a by \(a), b by \(b)\(bias ? ", bias" : "")\(wild ? ", wild" : "")"
      + "\(packed ? ", packed" : ""), finish \(finish)"
  }

  private var finishCode: Int32 {
    switch finish {
    case .none: Int32(STRATA_FINISH_NONE)
    case .relu: Int32(STRATA_FINISH_RELU)
    case .reluGradient, .ownGradient: Int32(STRATA_FINISH_RELU_GRADIENT)
    }
  }

  var join: Int32 { Int32(tree ? STRATA_JOIN_TREE : STRATA_JOIN_LEFT_TO_RIGHT) }

  private func values(_ count: Int, seed: UInt64) -> [Float] {
    wild ? Samples.wild(count, seed: seed) : Samples.ordinary(count, seed: seed)
  }

  private var aValues: [Float] { values(a.place(rows, depth).size, seed: 11) }
  private var bValues: [Float] { values(b.place(depth, columns).size, seed: 12) }
  private var biasValues: [Float] { values(columns, seed: 13) }
  private var withValues: [Float] { values((rows - 1) * (columns + Self.gap) + columns, seed: 14) }

  /// b as the set packs it, in an array whose elements begin at a multiple of 64 bytes.
  private func packedArray(
    _ kernels: strata_kernels_f32, _ b: UnsafePointer<Float>
  ) -> GuardedArray<Float> {
    let size = unsafe kernels.packed_size(depth, columns)
    let packed = GuardedArray([Float](repeating: .nan, count: size), at: .start)
    let place = self.b.place(depth, columns)
    unsafe kernels.pack(depth, columns, b + place.start, place.row, place.column, packed.pointer)
    return packed
  }

  /// Row i of a and column j of b.
  func operands(_ i: Int, _ j: Int) -> (a: [Float], b: [Float], bias: Float?) {
    let (a, b) = (self.a.place(rows, depth), self.b.place(depth, columns))
    let (aValues, bValues) = (aValues, bValues)
    return (
      (0..<depth).map { aValues[a.start + i * a.row + $0 * a.column] },
      (0..<depth).map { bValues[b.start + $0 * b.row + j * b.column] },
      bias ? biasValues[j] : nil
    )
  }

  /// What becomes of the sum that goes to the given place of c.
  func finished(_ sum: Float, at place: Int) -> Float {
    switch finish {
    case .none: sum
    case .relu: sum < 0 ? 0 : sum
    case .reluGradient, .ownGradient: withValues[place] > 0 ? sum : 0
    }
  }

  /// c with its gaps, after the rectangles were computed one by one.
  func computed(
    by set: KernelSet, rectangles: [(rows: Range<Int>, columns: Range<Int>)]? = nil
  ) -> [Float] {
    let kernels = unsafe set.table
    let (aPlace, bPlace) = (a.place(rows, depth), b.place(depth, columns))
    let aArray = GuardedArray(aValues, at: .end)
    let bArray = GuardedArray(bValues, at: .end)
    let biasArray = GuardedArray(biasValues, at: .end)
    let withArray = GuardedArray(withValues, at: .end)
    let before = [Float](repeating: 77, count: withArray.count)
    let cArray = finish == .ownGradient ? withArray : GuardedArray(before, at: .end)
    let packedArray = packed ? unsafe packedArray(kernels, bArray.pointer) : nil
    withExtendedLifetime((aArray, bArray, biasArray, cArray, packedArray, withArray)) {
      var p = unsafe strata_product_f32(
        rows: rows, columns: columns, depth: depth,
        a: aArray.pointer + aPlace.start, a_row: aPlace.row, a_depth: aPlace.column,
        b: UnsafePointer(packed ? cArray.pointer : bArray.pointer + bPlace.start),
        b_depth: packed ? .max : bPlace.row, b_column: packed ? .max : bPlace.column,
        c: cArray.pointer, c_row: columns + Self.gap,
        bias: bias ? biasArray.pointer : nil, block: block, join: join,
        packed: packedArray?.pointer, finish: finishCode,
        with: finishCode == Int32(STRATA_FINISH_RELU_GRADIENT) ? withArray.pointer : nil)
      let bytes = unsafe kernels.product_workspace(&p)
      let workspace = GuardedArray([UInt8](repeating: 0xA5, count: bytes), at: .end)
      defer { withExtendedLifetime(workspace) {} }
      for (rows, columns) in rectangles ?? [(0..<rows, 0..<columns)] {
        unsafe kernels.product(
          &p, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound,
          workspace.pointer)
      }
    }
    return cArray.values
  }
}

@Suite("Product")
struct ProductTests {
  /// Sizes around every tile, of one depth segment.
  static let small: [ProductCase] = {
    var generator = SampleGenerator(seed: 2026)
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &generator)] }
    return (0..<2500).map { _ in
      ProductCase(
        rows: pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 18, 23, 24, 25, 37]),
        columns: pick([1, 2, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 129, 200]),
        depth: pick([0, 1, 2, 3, 4, 5, 8, 13, 31, 64, 65, 100]),
        block: pick([1, 2, 3, 4, 16, 64, 512, 100_000]),
        tree: pick([false, true]), bias: pick([false, true]),
        a: pick(MatrixLayout.allCases), b: pick(MatrixLayout.allCases),
        wild: pick([false, false, true]), packed: pick([false, true]),
        finish: pick(ProductCase.Finish.allCases))
    }
  }()

  /// Depths of several segments, rows of several bands, columns of several chunks.
  static let large: [ProductCase] = largeOnes.flatMap { product in
    var packed = product
    packed.packed = true
    packed.finish = product.bias ? .relu : .reluGradient
    return [product, packed]
  }

  private static let largeOnes: [ProductCase] = [
    ProductCase(rows: 1, columns: 300, depth: 1100, block: 512),
    ProductCase(rows: 1, columns: 10, depth: 4700, block: 512, bias: true),
    ProductCase(rows: 1, columns: 27, depth: 784, block: 512, bias: true),
    ProductCase(rows: 3, columns: 450, depth: 1300, block: 512, bias: true),
    ProductCase(rows: 2, columns: 139, depth: 2100, block: 700, tree: true),
    ProductCase(rows: 5, columns: 77, depth: 1500, block: 1, tree: true),
    ProductCase(rows: 7, columns: 70, depth: 1600, block: 100_000),
    ProductCase(rows: 12, columns: 33, depth: 1024, block: 512),
    ProductCase(rows: 11, columns: 40, depth: 1030, block: 600, tree: true, b: .columns),
    ProductCase(rows: 30, columns: 50, depth: 784, block: 512, bias: true, a: .columns),
    ProductCase(rows: 29, columns: 65, depth: 1537, block: 64, tree: true, a: .columns),
    ProductCase(rows: 400, columns: 40, depth: 1200, block: 1, tree: true),
    ProductCase(rows: 15, columns: 1100, depth: 1025, block: 100, a: .scattered, b: .columns),
    ProductCase(rows: 20, columns: 40, depth: 511, block: 512, b: .columns),
    ProductCase(rows: 509, columns: 70, depth: 40, block: 32, tree: true, a: .columns),
    ProductCase(rows: 150, columns: 420, depth: 600, block: 550, b: .columns),
    ProductCase(rows: 150, columns: 420, depth: 1025, block: 1, tree: true, wild: true),
    ProductCase(rows: 40, columns: 70, depth: 1100, block: 700, bias: true, b: .columns),
    ProductCase(rows: 160, columns: 33, depth: 513, block: 512, a: .scattered, b: .scattered),
    ProductCase(rows: 13, columns: 32, depth: 4000, block: 3, tree: true),
    ProductCase(rows: 13, columns: 17, depth: 1700, block: .max, tree: true),
    ProductCase(rows: 5000, columns: 3, depth: 20, block: 8, tree: true),
    ProductCase(rows: 3, columns: 5000, depth: 20, block: 8, b: .columns),
  ]

  @Test("Every set has the bits of the reference", arguments: KernelSet.others)
  func sameBits(set: KernelSet) {
    for product in Self.small + Self.large {
      let difference = firstDifference(
        product.computed(by: set), product.computed(by: .reference))
      #expect(difference == nil, "\(product)")
    }
  }

  @Test("Every rectangle has the bits of the whole", arguments: KernelSet.all)
  func rectangles(set: KernelSet) {
    var generator = SampleGenerator(seed: 7)
    for product in Self.small.prefix(300) + Self.large.prefix(22) {
      var rowCuts = [0, product.rows], columnCuts = [0, product.columns]
      for _ in 0..<2 {
        rowCuts.append(Int.random(in: 0...product.rows, using: &generator))
        let column = Int.random(in: 0...product.columns, using: &generator)
        let unit = product.packed ? Int(STRATA_PACKED_COLUMNS) : 1
        columnCuts.append(column / unit * unit)
      }
      rowCuts.sort()
      columnCuts.sort()
      let rectangles = zip(rowCuts, rowCuts.dropFirst()).flatMap { top, bottom in
        zip(columnCuts, columnCuts.dropFirst()).map { (rows: top..<bottom, columns: $0..<$1) }
      }
      let difference = firstDifference(
        product.computed(by: set, rectangles: rectangles), product.computed(by: set))
      #expect(difference == nil, "\(product)")
    }
  }

  @Test("The reference follows the rule of the header")
  func rule() {
    for product in Self.small.prefix(400) where product.rows <= 9 && product.columns <= 33 {
      let c = product.computed(by: .reference)
      for i in 0..<product.rows {
        for j in 0..<product.columns {
          let (a, b, bias) = product.operands(i, j)
          var expected = SumRule.dot(a, b, block: product.block, tree: product.tree)
          if let bias { expected = expected + bias }
          let at = i * (product.columns + ProductCase.gap) + j
          expected = product.finished(expected, at: at)
          let got = c[at]
          let same = [got].canonicalBits == [expected].canonicalBits
          #expect(same, "\(product) at \(i), \(j)")
        }
      }
    }
  }

  @Test("The reference is near a sum in double")
  func value() {
    for product in Self.large.prefix(22) where product.finish == .none {
      let c = product.computed(by: .reference)
      for (i, j) in [(0, 0), (product.rows - 1, product.columns - 1)] {
        let (a, b, bias) = product.operands(i, j)
        let terms = zip(a, b).map { Double($0) * Double($1) }
        let sum = terms.reduce(Double(bias ?? 0), +)
        let magnitude = terms.reduce(0) { $0 + abs($1) }
        let got = Double(c[i * (product.columns + ProductCase.gap) + j])
        #expect(abs(got - sum) <= magnitude * Double(product.depth) * 0x1p-24, "\(product)")
      }
    }
  }
}
