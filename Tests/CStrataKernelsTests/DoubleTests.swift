import CStrataKernels
import Glibc
import Testing

/// The reference for double, against plain Swift.
@Suite("Reference for double")
struct DoubleTests {
  private var kernels: strata_kernels_f64 { unsafe strata_kernels_double().pointee }

  private let a: [Double] = Samples.ordinary(12, seed: 1).map(Double.init)
  private let b: [Double] = Samples.ordinary(12, seed: 2).map(Double.init)

  private func close(_ x: [Double], _ y: [Double]) -> Bool {
    x.count == y.count && zip(x, y).allSatisfy { abs($0 - $1) <= 1e-14 * max(1, abs($1)) }
  }

  /// The sums of `term` over the rows of three by four elements.
  private func perRow(_ term: (Int) -> Double) -> [Double] {
    (0..<3).map { i in (i * 4..<i * 4 + 4).map(term).reduce(0, +) }
  }

  @Test func product() {
    var c = [Double](repeating: 9, count: 4)
    let bias: [Double] = [10, 20]
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe bias.withUnsafeBufferPointer { bias in
          unsafe c.withUnsafeMutableBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress,
              let c = c.baseAddress
            else { return }
            var p = unsafe strata_product_f64(
              rows: 2, columns: 2, depth: 6, a: a, a_row: 6, a_depth: 1, b: b, b_depth: 2,
              b_column: 1, c: c, c_row: 2, bias: bias.baseAddress, block: 4,
              join: Int32(STRATA_JOIN_TREE), packed: nil, finish: Int32(STRATA_FINISH_NONE),
              with: nil)
            unsafe kernels.product(&p, 0, 2, 0, 2, nil)
          }
        }
      }
    }
    let expected: [Double] = (0..<4).map { at in
      let (i, j) = (at / 2, at % 2)
      var sum = bias[j]
      for k in 0..<6 { sum += a[i * 6 + k] * b[k * 2 + j] }
      return sum
    }
    #expect(close(c, expected))
  }

  @Test func elements() {
    var y = a
    unsafe kernels.exp(12, a, &y)
    #expect(y == a.map { Glibc.exp($0) })
    unsafe kernels.tanh(12, a, &y)
    #expect(y == a.map { Glibc.tanh($0) })
    unsafe kernels.sigmoid(12, a, &y)
    #expect(close(y, a.map { 1 / (1 + Glibc.exp(-$0)) }))
    unsafe kernels.log(12, a.map(abs), &y)
    #expect(y == a.map { Glibc.log(abs($0)) })
    unsafe kernels.erf(12, a, &y)
    #expect(y == a.map { Glibc.erf($0) })
    unsafe kernels.gelu(12, a, &y)
    #expect(close(y, a.map { 0.5 * $0 * (1 + Glibc.erf($0 * 0.5.squareRoot())) }))
    unsafe kernels.leaky_relu(12, 0.1, a, &y)
    #expect(y == a.map { $0 < 0 ? 0.1 * $0 : $0 })
    unsafe kernels.sigmoid_gradient(12, a, b, &y)
    #expect(close(y, zip(a, b).map { $0 * (1 - $0) * $1 }))
    unsafe kernels.tanh_gradient(12, a, b, &y)
    #expect(close(y, zip(a, b).map { (1 - $0 * $0) * $1 }))
  }

  @Test func rows() {
    var y = [Double](repeating: 0, count: 3)
    unsafe kernels.row_dot(3, 4, a, b, &y)
    let dots = perRow { a[$0] * b[$0] }
    #expect(close(y, dots))
    unsafe kernels.row_distance(3, 4, a, b, &y)
    let distances = perRow { abs(a[$0] - b[$0]) }
    #expect(close(y, distances))

    let sums = perRow { Glibc.exp(a[$0]) }
    unsafe kernels.log_sum_exp(3, 4, a, &y)
    #expect(close(y, sums.map { Glibc.log($0) }))
    var p = a
    unsafe kernels.softmax(3, 4, a, &p)
    #expect(close(p, a.enumerated().map { Glibc.exp($1) / sums[$0 / 4] }))

    var columns = [Double](repeating: 0, count: 4)
    unsafe kernels.column_sum(3, 4, 2, 0, 4, a, &columns)
    let expected = (0..<4).map { j -> Double in
      let column: [Double] = [a[j], a[j + 4], a[j + 8]]
      return column.reduce(0, +)
    }
    #expect(close(columns, expected))
  }

  @Test func optimizers() {
    var w = a
    unsafe kernels.sgd(12, 0.5, b, &w)
    #expect(close(w, zip(a, b).map { $0 - 0.5 * $1 }))
    var m = [Double](repeating: 0, count: 12), v = m
    w = a
    var step = strata_adam_f64(
      step_size: 0.01, beta1: 0.9, one_minus_beta1: 0.1, beta2: 0.999, one_minus_beta2: 0.001,
      correction: 1, epsilon: 1e-8)
    unsafe kernels.adam(12, &step, b, &m, &v, &w)
    let expected: [Double] = zip(a, b).map { weight, gradient in
      let scale = (0.001 * gradient * gradient).squareRoot() + 1e-8
      return weight - 0.01 * (0.1 * gradient) / scale
    }
    #expect(close(w, expected))
  }
}
