import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

@Suite struct ConstraintsTests {
  static let examples: [any Constraint] = [
    MaxNorm(), MaxNorm(0.5), MaxNorm(1e6), UnitNorm(), NonNegative(),
  ]

  @Test(arguments: examples.indices)
  func check(_ index: Int) throws { try checkConstraint(Self.examples[index]) }

  private func applied(_ constraint: any Constraint, _ weights: [Float], units: Int) throws
    -> [Float]
  {
    let shape: Shape = [weights.count / units, units]
    let view = Buffer<Float>(count: weights.count).view(shape)
    view.copy(from: try Tensor(shape: shape, elements: weights))
    constraint.apply(to: view, Arithmetic())
    return view.tensor.elements
  }

  /// Two units, of the norms 5 and 1.
  @Test func byHand() throws {
    let weights: [Float] = [3, 0.6, -4, 0.8]
    #expect(try applied(.maxNorm(2.5), weights, units: 2) == [1.5, 0.6, -2, 0.8])
    #expect(try applied(.maxNorm(5), weights, units: 2) == weights)
    let unit = try applied(.unitNorm, weights, units: 2)
    for (got, expected) in zip(unit, [0.6, 0.6, -0.8, 0.8] as [Float]) {
      #expect((got - expected).magnitude < 1e-7)
    }
    #expect(try applied(.nonNegative, weights, units: 2) == [3, 0.6, 0, 0.8])
    // A unit of zeros has no direction.
    #expect(try applied(.unitNorm, [0, 2, 0, 0], units: 2) == [0, 1, 0, 0])
    // A bias is a row of units of one input.
    #expect(try applied(.maxNorm(1), [-3, 0.5], units: 2) == [-1, 0.5])
  }

  /// No square overflows.
  @Test func largeWeights() throws {
    #expect(try applied(.unitNorm, [3e30, 4e30], units: 1).map { ($0 * 10).rounded() } == [6, 8])
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float])
  func limitsOutOfRange(_ limit: Float) {
    let message = "maxNorm: limit: expected a finite number over 0, got \(limit)"
    let error = #expect(throws: PluginError.self) { try MaxNorm(limit).check() }
    #expect(error?.description == message)
    let refused = #expect(throws: LayerError.self) {
      try Dense(1, constraint: .maxNorm(limit)).outputs(for: [ValueType(batchOf: [2])])
    }
    #expect(refused?.description == message)
  }

  @Test func penalties() {
    let weights = Buffer<Double>(count: 3).view([3])
    let gradient = Buffer<Double>(count: 3).view([3])
    for (index, weight) in [-2.0, 0, 0.5].enumerated() { weights[index] = weight }
    gradient.fill(1)
    let penalty = Penalty(l1: 0.25, l2: 0.5)
    #expect(penalty.value(of: weights.readOnly) == 0.25 * 2.5 + 0.5 * 4.25)
    penalty.addGradient(of: weights.readOnly, to: gradient, Arithmetic())
    #expect(gradient.tensor.elements == [1 - 0.25 - 2, 1, 1 + 0.25 + 0.5])
    #expect(Penalty.l1(0.5) == Penalty(l1: 0.5, l2: 0) && Penalty.l2(0.5) == Penalty(l2: 0.5))
  }
}
