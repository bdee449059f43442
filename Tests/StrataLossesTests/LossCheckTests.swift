import StrataLosses
import StrataPlugin
import Testing

/// What losses refuse before anything is computed.
@Suite struct LossCheckTests {
  private static let forClasses: [any Loss] = [SoftmaxCrossEntropy(), CategoricalCrossEntropy()]
  private static let forAnswers: [any Loss] = [SigmoidCrossEntropy(), BinaryCrossEntropy()]
  private static let forNumbers: [any Loss] = [MeanSquaredError(), MeanAbsoluteError()]

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
    for loss in Self.forNumbers {
      #expect(throws: LossError.self) { try loss.check(outputs: 2, targets: nil) }
    }
  }

  @Test func valuesNeedAnOutputEach() throws {
    for loss in Self.forClasses + Self.forAnswers + Self.forNumbers {
      try loss.check(outputs: 3, targets: 3)
      #expect(throws: LossError.self) { try loss.check(outputs: 3, targets: 2) }
    }
  }

  @Test func answersLieBetweenZeroAndOne() {
    #expect(Self.forAnswers.allSatisfy { $0.targetRange == 0...1 })
    #expect(Self.forNumbers.allSatisfy { $0.targetRange == nil })
  }
}
