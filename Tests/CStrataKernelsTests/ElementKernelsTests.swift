import CStrataKernels
import Testing

@Suite("Element kernels")
struct ElementKernelsTests {
  static let kernels: [FlatKernel] = [
    FlatKernel("exp") { unsafe $0.table.exp($1, $2[0], $2[1]) },
    FlatKernel("exp in place") { unsafe $0.table.exp($1, $2[0], $2[0]) },
    FlatKernel("log") { unsafe $0.table.log($1, $2[0], $2[1]) },
    FlatKernel("tanh") { unsafe $0.table.tanh($1, $2[0], $2[1]) },
    FlatKernel("sigmoid") { unsafe $0.table.sigmoid($1, $2[0], $2[1]) },
    FlatKernel("erf") { unsafe $0.table.erf($1, $2[0], $2[1]) },
    FlatKernel("gelu") { unsafe $0.table.gelu($1, $2[0], $2[1]) },
    FlatKernel("gelu in place") { unsafe $0.table.gelu($1, $2[0], $2[0]) },
    FlatKernel("relu") { unsafe $0.table.relu($1, $2[0], $2[1]) },
    FlatKernel("leaky_relu") { unsafe $0.table.leaky_relu($1, 0.01, $2[0], $2[1]) },
    FlatKernel("tanh_gradient") { unsafe $0.table.tanh_gradient($1, $2[0], $2[1], $2[2]) },
    FlatKernel("tanh_gradient in place") {
      unsafe $0.table.tanh_gradient($1, $2[0], $2[1], $2[1])
    },
    FlatKernel("sigmoid_gradient") { unsafe $0.table.sigmoid_gradient($1, $2[0], $2[1], $2[2]) },
    FlatKernel("gelu_gradient") { unsafe $0.table.gelu_gradient($1, $2[0], $2[1], $2[2]) },
    FlatKernel("gelu_gradient in place") {
      unsafe $0.table.gelu_gradient($1, $2[0], $2[1], $2[1])
    },
    FlatKernel("relu_gradient") { unsafe $0.table.relu_gradient($1, $2[0], $2[1], $2[2]) },
    FlatKernel("leaky_relu_gradient") {
      unsafe $0.table.leaky_relu_gradient($1, 0.2, $2[0], $2[1], $2[2])
    },
    FlatKernel("add") { unsafe $0.table.add($1, $2[0], $2[1], $2[2]) },
    FlatKernel("add onto a") { unsafe $0.table.add($1, $2[0], $2[1], $2[0]) },
    FlatKernel("add onto b") { unsafe $0.table.add($1, $2[0], $2[1], $2[1]) },
    FlatKernel("multiply") { unsafe $0.table.multiply($1, $2[0], $2[1], $2[2]) },
    FlatKernel("scale") { unsafe $0.table.scale($1, -1.7, $2[0], $2[1]) },
    FlatKernel("scaled_difference") {
      unsafe $0.table.scaled_difference($1, 0.3, $2[0], $2[1], $2[2])
    },
    FlatKernel("scaled_sign") { unsafe $0.table.scaled_sign($1, 0.3, $2[0], $2[1], $2[2]) },
    FlatKernel("scaled_sign of equals") {
      unsafe $0.table.scaled_sign($1, -2, $2[0], $2[0], $2[2])
    },
    FlatKernel("canonicalize") { unsafe $0.table.canonicalize($1, $2[0]) },
  ]

  @Test("Every set has the bits of the reference", arguments: KernelSet.others, kernels)
  func sameBits(set: KernelSet, kernel: FlatKernel) {
    for n in [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000] {
      for edge in GuardedArray<Float>.Edge.allCases {
        let scratch = Scratch(counts: [n, n, n, n], edge: edge, seed: UInt64(n))
        let got = kernel.result(of: set, n, on: scratch)
        let expected = kernel.result(of: .reference, n, on: scratch)
        for (got, expected) in zip(got, expected) {
          let difference = firstDifference(got, expected)
          #expect(difference == nil, "n \(n), at the \(edge)")
        }
      }
    }
  }

  static let rowKernels: [FlatKernel] = [
    FlatKernel("add_row") { unsafe $0.table.add_row(3, $1, $2[0], $2[1], $2[2]) },
    FlatKernel("add_row in place") { unsafe $0.table.add_row(3, $1, $2[0], $2[1], $2[0]) },
    FlatKernel("multiply_row") { unsafe $0.table.multiply_row(3, $1, $2[0], $2[1], $2[2]) },
    FlatKernel("affine_row") { unsafe $0.table.affine_row(3, $1, $2[0], $2[1], $2[3], $2[2]) },
  ]

  @Test(
    "Every set has the bits of the reference over rows", arguments: KernelSet.others, rowKernels)
  func sameBitsOverRows(set: KernelSet, kernel: FlatKernel) {
    for columns in [0, 1, 3, 8, 10, 16, 17, 33, 100] {
      let scratch = Scratch(
        counts: [3 * columns, columns, 3 * columns, columns], edge: .end, seed: 5)
      let got = kernel.result(of: set, columns, on: scratch)
      let expected = kernel.result(of: .reference, columns, on: scratch)
      for (got, expected) in zip(got, expected) {
        let difference = firstDifference(got, expected)
        #expect(difference == nil, "columns \(columns)")
      }
    }
  }

  /// One value of every kernel of the reference, from its contract.
  @Test func referenceValues() {
    let kernels = unsafe KernelSet.reference.table
    func value(_ a: Float, _ b: Float, _ run: (Scratch.Pointers) -> Void) -> Float {
      Scratch(values: [a, b, 0]).after(run)[2][0]
    }
    #expect(value(-3, 0) { unsafe kernels.relu(1, $0[0], $0[2]) } == 0)
    #expect(value(.nan, 0) { unsafe kernels.relu(1, $0[0], $0[2]) }.isNaN)
    #expect(value(-3, 0) { unsafe kernels.leaky_relu(1, 0.5, $0[0], $0[2]) } == -1.5)
    #expect(value(0.5, 4) { unsafe kernels.tanh_gradient(1, $0[0], $0[1], $0[2]) } == 3)
    #expect(value(0.5, 4) { unsafe kernels.sigmoid_gradient(1, $0[0], $0[1], $0[2]) } == 1)
    #expect(value(0, 4) { unsafe kernels.relu_gradient(1, $0[0], $0[1], $0[2]) } == 0)
    #expect(value(2, 4) { unsafe kernels.relu_gradient(1, $0[0], $0[1], $0[2]) } == 4)
    #expect(
      value(0, 4) { unsafe kernels.leaky_relu_gradient(1, 0.5, $0[0], $0[1], $0[2]) } == 2)
    #expect(value(2, 5) { unsafe kernels.add(1, $0[0], $0[1], $0[2]) } == 7)
    #expect(value(2, 5) { unsafe kernels.multiply(1, $0[0], $0[1], $0[2]) } == 10)
    #expect(value(2, 0) { unsafe kernels.scale(1, 3, $0[0], $0[2]) } == 6)
    #expect(
      value(2, 5) { unsafe kernels.scaled_difference(1, 3, $0[0], $0[1], $0[2]) } == -9)
    #expect(value(2, 5) { unsafe kernels.scaled_sign(1, 3, $0[0], $0[1], $0[2]) } == -3)
    #expect(value(5, 2) { unsafe kernels.scaled_sign(1, 3, $0[0], $0[1], $0[2]) } == 3)
    #expect(value(5, 5) { unsafe kernels.scaled_sign(1, 3, $0[0], $0[1], $0[2]) } == 0)
    #expect(value(.nan, 5) { unsafe kernels.scaled_sign(1, 3, $0[0], $0[1], $0[2]) }.isNaN)
    #expect(value(2, 5) { unsafe kernels.add_row(1, 1, $0[0], $0[1], $0[2]) } == 7)
    #expect(value(2, 5) { unsafe kernels.multiply_row(1, 1, $0[0], $0[1], $0[2]) } == 10)
    #expect(
      value(2, 5) { unsafe kernels.affine_row(1, 1, $0[0], $0[1], $0[1], $0[2]) } == 15)
  }

  @Test func canonicalNaN() {
    var values: [Float] = [Float(bitPattern: 0xFFC0_1234), 1, -.nan, -0.0]
    let count = values.count
    for set in KernelSet.all {
      unsafe set.table.canonicalize(count, &values)
      #expect(values.map(\.bitPattern) == [0x7FC0_0000, 0x3F80_0000, 0x7FC0_0000, 0x8000_0000])
    }
    var doubles: [Double] = [-.nan, 2]
    unsafe strata_kernels_double().pointee.canonicalize(2, &doubles)
    #expect(doubles.map(\.bitPattern) == [0x7FF8_0000_0000_0000, (2.0).bitPattern])
  }
}
