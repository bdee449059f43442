import StrataLosses
import StrataPlugin
import Testing

/// What losses refuse before anything is computed.
@Suite struct LossCheckTests {
  private static let forClasses: [any Loss] = [
    SoftmaxCrossEntropy(), CategoricalCrossEntropy(), KLDivergence(),
  ]
  private static let forAnswers: [any Loss] = [
    SigmoidCrossEntropy(), BinaryCrossEntropy(), Hinge(), SquaredHinge(),
  ]
  private static let forNumbers: [any Loss] = [
    MeanSquaredError(), MeanAbsoluteError(), Huber(), LogCosh(), Quantile(), CosineSimilarity(),
  ]
  private static let forCounts: [any Loss] = [Poisson(), MeanSquaredLogarithmicError()]

  @Test func classesNeedAnOutputEach() throws {
    for loss in Self.forClasses {
      try loss.check(outputs: 2, targets: nil)
      let error = #expect(throws: LossError.self) { try loss.check(outputs: 1, targets: nil) }
      #expect(
        error?.description
          == "\(type(of: loss).kind): expected 2 outputs or more, one a class, got 1 output")
    }
    for loss in Self.forAnswers {
      try loss.check(outputs: 1, targets: nil)
      #expect(throws: LossError.self) { try loss.check(outputs: 2, targets: nil) }
    }
    for loss in Self.forNumbers + Self.forCounts {
      #expect(throws: LossError.self) { try loss.check(outputs: 2, targets: nil) }
    }
    // One output is a yes or no answer, several are classes.
    for outputs in [1, 2, 5] { try Focal().check(outputs: outputs, targets: nil) }
  }

  @Test func valuesNeedAnOutputEach() throws {
    let all = Self.forClasses + Self.forAnswers + Self.forNumbers + Self.forCounts + [Focal()]
    let kinds = Set(LossPlugins.all.map { $0.kind })
    #expect(Set(all.map { type(of: $0).kind }) == kinds)
    for loss in all {
      try loss.check(outputs: 3, targets: 3)
      #expect(throws: LossError.self) { try loss.check(outputs: 3, targets: 2) }
    }
  }

  @Test func targetsLieWhereTheyCanBeCompared() {
    #expect(SigmoidCrossEntropy().targetRange == 0...1 && BinaryCrossEntropy().targetRange == 0...1)
    #expect(Focal().targetRange == 0...1 && KLDivergence().targetRange == 0...1)
    #expect(Hinge().targetRange == -1...1 && SquaredHinge().targetRange == -1...1)
    #expect(Self.forNumbers.allSatisfy { $0.targetRange == nil })
    for loss in Self.forCounts {
      #expect(loss.targetRange?.contains(-0.5) == false)
      #expect(loss.targetRange?.contains(0) == true && loss.targetRange?.contains(1e300) == true)
      #expect(loss.targetRange?.contains(.infinity) == false)
      #expect(!loss.targetsMayBeScaled)
    }
  }
}
