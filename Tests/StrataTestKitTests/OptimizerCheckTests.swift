import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Synchronization
import Testing

/// w − rate · g and the mistakes that one can make in it.
struct Plain: ElementwiseOptimizer {
  static let kind = "plain"
  enum Mistake: String, Codable {
    case none, uphill, unsteady, float, deafToRate, sameSlots, sameNumbers
  }
  var mistake = Mistake.none
  var learningRate = 0.1
  var slots: [String] { mistake == .sameSlots ? ["a", "a"] : [] }

  var numbers: [String] { mistake == .sameNumbers ? ["a", "a"] : [] }

  private static let calls = Atomic<Int>(0)

  func update<T: Real>(_ update: ParameterUpdate<T>) {
    var rate = T(mistake == .deafToRate ? 0.1 : update.learningRate)
    if mistake == .uphill { rate = -rate }
    if mistake == .float, T.self == Float.self { rate *= 1.01 }
    if mistake == .unsteady {
      rate += T(Self.calls.wrappingAdd(1, ordering: .relaxed).oldValue) * 0x1p-26
    }
    update.arithmetic.gradientStep(
      update.parameter, gradient: update.gradient, learningRate: rate)
  }
}

@Suite struct OptimizerCheckTests {
  @Test func aRightOnePasses() throws { try checkOptimizer(Plain()) }

  @Test(arguments: [
    (Plain.Mistake.uphill, "a quadratic after 1 steps"),
    (.unsteady, "20 steps twice"),
    (.float, "parameter after 20 steps in Float"),
    (.deafToRate, "a step at half the learning rate"),
    (.sameSlots, "slots"),
    (.sameNumbers, "numbers"),
  ])
  func aWrongOneIsFound(_ mistake: Plain.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkOptimizer(Plain(mistake: mistake))
    }
    #expect(failure?.property.hasPrefix(property) == true, "\(failure?.description ?? "")")
  }
}
