import CStrataKernels
import Glibc
import Testing

@Suite("Reductions over rows and samples")
struct RowsTests {
  static let rows = 3

  static let kernels: [FlatKernel] = [
    FlatKernel("row_sum") { unsafe $0.table.row_sum(rows, $1, $2[0], $2[2]) },
    FlatKernel("row_dot") { unsafe $0.table.row_dot(rows, $1, $2[0], $2[1], $2[2]) },
    FlatKernel("row_squared_distance") {
      unsafe $0.table.row_squared_distance(rows, $1, $2[0], $2[1], $2[2])
    },
    FlatKernel("row_distance") { unsafe $0.table.row_distance(rows, $1, $2[0], $2[1], $2[2]) },
    FlatKernel("softmax") { unsafe $0.table.softmax(rows, $1, $2[0], $2[2]) },
    FlatKernel("softmax in place") { unsafe $0.table.softmax(rows, $1, $2[0], $2[0]) },
    FlatKernel("softmax_gradient") {
      unsafe $0.table.softmax_gradient(rows, $1, $2[0], $2[1], $2[2])
    },
    FlatKernel("softmax_gradient in place") {
      unsafe $0.table.softmax_gradient(rows, $1, $2[0], $2[1], $2[1])
    },
    FlatKernel("log_sum_exp") { unsafe $0.table.log_sum_exp(rows, $1, $2[0], $2[2]) },
  ]

  static let columns = [
    0, 1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 1000,
  ]

  @Test("Every set has the bits of the reference", arguments: KernelSet.others, kernels)
  func sameBits(set: KernelSet, kernel: FlatKernel) {
    for columns in Self.columns {
      for ordinary in [true, false] {
        let count = max(Self.rows, Self.rows * columns)
        let scratch = Scratch(
          counts: [count, count, count], edge: ordinary ? .start : .end, seed: UInt64(columns),
          ordinary: ordinary)
        let got = kernel.result(of: set, columns, on: scratch)
        let expected = kernel.result(of: .reference, columns, on: scratch)
        for (got, expected) in zip(got, expected) {
          let difference = firstDifference(got, expected)
          #expect(difference == nil, "columns \(columns), ordinary \(ordinary)")
        }
      }
    }
  }

  /// Products that underflow to -0 fill the lanes: where there is no element, a set must not add 0.
  @Test("The sign of a zero sum", arguments: KernelSet.all)
  func negativeZero(set: KernelSet) {
    for columns in [1, 63, 64, 65, 70, 128] {
      let a = [Float](repeating: -1e-30, count: columns)
      let b = [Float](repeating: 1e-30, count: columns)
      var sum: Float = 1
      unsafe set.table.row_dot(1, columns, a, b, &sum)
      #expect(sum.bitPattern == (columns < 64 ? 0 : 0x8000_0000), "columns \(columns)")
    }
  }

  @Test("A row's sum, by the rule of the header", arguments: [1, 10, 64, 65, 200, 1000])
  func rule(columns: Int) {
    let x = Samples.ordinary(columns, seed: 7)
    var lanes = [Float](repeating: 0, count: Int(STRATA_ROW_LANES))
    for (j, x) in x.enumerated() { lanes[j % lanes.count] += x }
    for half in [32, 16, 8, 4, 2, 1] {
      for l in 0..<half { lanes[l] += lanes[l + half] }
    }
    var sum: Float = 0
    unsafe KernelSet.reference.table.row_sum(1, columns, x, &sum)
    #expect(sum.bitPattern == lanes[0].bitPattern)
  }

  @Test(
    "Softmax is within (N / 64 + 12) * 2^-24 of the truth", arguments: [1, 2, 10, 64, 1000, 9000])
  func softmaxPrecision(columns: Int) {
    for (scale, seed) in [(1 as Float, 1), (15, 2), (40, 3)] {
      let x = Samples.ordinary(columns, seed: UInt64(seed)).map { $0 * scale }
      let m = Double(x.max() ?? 0)
      let sum = x.reduce(0) { $0 + Glibc.exp(Double($1) - m) }
      var y = x, logSum: Float = 0
      unsafe KernelSet.reference.table.softmax(1, columns, x, &y)
      unsafe KernelSet.reference.table.log_sum_exp(1, columns, x, &logSum)
      let bound = (Double(columns) / 64 + 12) * 0x1p-24
      for (x, y) in zip(x, y) {
        let truth = Glibc.exp(Double(x) - m) / sum
        guard truth > 0x1p-126 else { continue }
        let error = abs(Double(y) - truth) / truth
        #expect(error <= bound)
      }
      let truth = m + Glibc.log(sum)
      #expect(abs(Double(logSum) - truth) <= bound + abs(truth) * 0x1p-23)
    }
  }

  @Test("Rows that are not finite", arguments: KernelSet.all)
  func specialRows(set: KernelSet) {
    func softmax(_ x: [Float]) -> [Float] {
      var y = x
      unsafe set.table.softmax(1, x.count, x, &y)
      return y
    }
    func logSumExp(_ x: [Float]) -> Float {
      var y: Float = 0
      unsafe set.table.log_sum_exp(1, x.count, x, &y)
      return y
    }
    #expect(softmax([1, .nan, 3]).allSatisfy { $0.isNaN })
    #expect(softmax([1, .infinity, 3]).allSatisfy { $0.isNaN })
    #expect(softmax([-.infinity, -.infinity]).allSatisfy { $0.isNaN })
    #expect(softmax([0, -.infinity]) == [1, 0])
    #expect(softmax([3e38, -3e38]) == [1, 0])
    #expect(logSumExp([.nan, -.infinity]).isNaN)
    #expect(logSumExp([.infinity, 0]).isNaN)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(logSumExp([-.infinity, 2]) == 2)
    #expect(logSumExp([]) == -.infinity)
  }

  @Test("Sums over samples have the bits of the reference", arguments: KernelSet.others)
  func columnSums(set: KernelSet) {
    for columns in [1, 7, 16, 17, 63, 64, 65, 150] {
      for (rows, leaf) in [(0, 4), (1, 4), (4, 4), (5, 4), (37, 4), (64, 1), (29, 64), (200, 64)] {
        for (begin, end) in [(0, columns), (columns / 3, columns), (columns / 2, columns / 2)] {
          let scratch = Scratch(
            counts: [rows * columns, columns], edge: rows % 2 == 0 ? .start : .end,
            seed: UInt64(rows + columns))
          let got = scratch.after {
            unsafe set.table.column_sum(rows, columns, leaf, begin, end, $0[0], $0[1])
          }
          let expected = scratch.after {
            unsafe KernelSet.reference.table.column_sum(
              rows, columns, leaf, begin, end, $0[0], $0[1])
          }
          let difference = firstDifference(got[1], expected[1])
          #expect(difference == nil, "\(rows) x \(columns), leaf \(leaf), from \(begin)")
        }
      }
    }
  }

  @Test("A sum over samples, by the rule of the header", arguments: [0, 1, 4, 5, 12, 16, 27, 100])
  func columnRule(rows: Int) {
    let x = Samples.ordinary(rows, seed: 3)
    let leaves = stride(from: 0, to: rows, by: 4).map { begin in
      x[begin..<min(begin + 4, rows)].reduce(0, +)
    }
    var sum: Float = 1
    unsafe KernelSet.reference.table.column_sum(rows, 1, 4, 0, 1, x, &sum)
    #expect(sum.bitPattern == SumRule.tree(leaves).bitPattern)
  }
}
