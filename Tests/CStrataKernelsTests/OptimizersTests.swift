import CStrataKernels
import Testing

@Suite("Optimizers")
struct OptimizersTests {
  static func adam(step: Int) -> strata_adam_f32 {
    strata_adam_f32(
      step_size: 1e-3, beta1: 0.9, one_minus_beta1: 0.1, beta2: 0.999, one_minus_beta2: 0.001,
      correction: 1 + 1 / Float(step), epsilon: 1e-8)
  }

  static let kernels: [FlatKernel] = [
    FlatKernel("sgd") { unsafe $0.table.sgd($1, 0.1, $2[0], $2[1]) },
    FlatKernel("momentum") { unsafe $0.table.momentum($1, 0.1, 0.9, 0, $2[0], $2[1], $2[2]) },
    FlatKernel("nesterov") { unsafe $0.table.momentum($1, 0.1, 0.9, 1, $2[0], $2[1], $2[2]) },
    FlatKernel("adam") { kernels, n, p in
      var step = adam(step: 3)
      unsafe kernels.table.adam(n, &step, p[0], p[1], p[2], p[3])
    },
  ]

  @Test("Every set has the bits of the reference", arguments: KernelSet.others, kernels)
  func sameBits(set: KernelSet, kernel: FlatKernel) {
    for n in [0, 1, 7, 8, 9, 15, 16, 17, 33, 1000] {
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

  @Test func formulas() {
    let kernels = unsafe KernelSet.reference.table
    var w: Float = 1, v: Float = 0.5, m: Float = 0.25, g: Float = 0.75
    unsafe kernels.sgd(1, 0.1, &g, &w)
    #expect(w == (1 as Float).addingProduct(-0.1, 0.75))

    w = 1
    unsafe kernels.momentum(1, 0.1, 0.9, 1, &g, &v, &w)
    let velocity = (0.75 as Float).addingProduct(0.9, 0.5)
    #expect(v == velocity)
    #expect(w == (1 as Float).addingProduct(-0.1, (0.75 as Float).addingProduct(0.9, velocity)))

    (w, v) = (1, 0.5)
    var step = Self.adam(step: 1)
    unsafe kernels.adam(1, &step, &g, &m, &v, &w)
    let first = (0.1 * 0.75 as Float).addingProduct(0.9, 0.25)
    let second = (0.001 * (0.75 * 0.75) as Float).addingProduct(0.999, 0.5)
    let scale = (1e-8 as Float).addingProduct(second.squareRoot(), 2)
    #expect(m == first)
    #expect(v == second)
    #expect(w == (1 as Float).addingProduct(-1e-3, first / scale))
  }
  @Test("Adam's moments fade to 0, not through the denormals", arguments: KernelSet.all)
  func fading(set: KernelSet) {
    var step = Self.adam(step: 5)
    let smallest = Float.leastNormalMagnitude
    // The second number of each pair is the first one's moment after a step.
    let moments: [(Float, Float)] = [
      (smallest, 0), (-smallest, 0), (2 * smallest, 0.9 * 2 * smallest), (smallest / 8, 0),
      (.nan, .nan),
    ]
    var g = [Float](repeating: 0, count: moments.count)
    var m = moments.map(\.0), v = moments.map(\.0), w = g
    unsafe set.table.adam(moments.count, &step, &g, &m, &v, &w)
    #expect(m.map(\.description) == moments.map(\.1.description))
    #expect(v.dropFirst(3).prefix(1) == [0])
    #expect(v[0] == 0)
    #expect(v[2] == 0.999 * 2 * smallest)
    #expect(w.dropLast().allSatisfy { $0.isFinite })
  }
}
