import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Synchronization
import Testing

/// Half the step along the gradient until the function has become less, and the mistakes that one
/// can make in it.
struct Halving: FullBatchOptimizer {
  static let kind = "halving"
  enum Mistake: String, Codable {
    case none, uphill, careless, endless, keepsTrial, unsteady, float, deafToRate, sameSlots
    case sameNumbers, forgetful
  }
  var mistake = Mistake.none
  var learningRate = 0.5
  var slots: [String] { mistake == .sameSlots ? ["a", "a"] : ["before"] }
  var numbers: [String] { mistake == .sameNumbers ? ["", "tries"] : ["tries"] }

  private static let calls = Atomic<Int>(0)
  // What a wrong one remembers where nobody can save it.
  private static let hidden = Atomic<Int>(0)

  func step<T: Real>(_ problem: FullBatchProblem<T>) throws(TrainingError) {
    let start = try problem.evaluate()
    var rate = T(mistake == .deafToRate ? 0.5 : problem.learningRate)
    if mistake == .uphill { rate = -rate }
    if mistake == .float, T.self == Float.self { rate *= 1.01 }
    if mistake == .unsteady {
      rate += T(Self.calls.wrappingAdd(1, ordering: .relaxed).oldValue) * 0x1p-26
    }
    // Scratch memory is not kept: a rate in it is gone after a break.
    if mistake == .forgetful {
      let memory = problem.scratch(1, of: 0)
      memory[0] += 0x1p-10
      rate += memory[0]
    }
    let gradients = problem.parameters.indices.map { index in
      let place = problem.scratch(0, of: index)
      place.copy(from: problem.gradients[index])
      problem.slot(0, of: index).copy(from: problem.parameters[index].readOnly)
      return place
    }
    func go(_ rate: T) {
      for (index, parameter) in problem.parameters.enumerated() {
        parameter.copy(from: problem.slot(0, of: index).readOnly)
        problem.arithmetic.gradientStep(
          parameter, gradient: gradients[index].readOnly, learningRate: rate)
      }
    }
    do throws(TrainingError) {
      while true {
        go(rate)
        problem.numbers[0] += 1
        let loss = try problem.evaluate()
        if mistake == .endless { continue }
        if loss < start || mistake == .careless || mistake == .uphill { return }
        rate /= 2
        if rate < 0x1p-40 { return go(0) }
      }
    } catch {
      if mistake != .keepsTrial { go(0) }
      throw error
    }
  }
}

@Suite struct FullBatchOptimizerCheckTests {
  @Test func aRightOnePasses() throws { try checkFullBatchOptimizer(Halving()) }

  @Test(arguments: [
    (Halving.Mistake.uphill, "a quadratic after 1 steps"),
    (.careless, "all it remembers, near a wall"),
    (.endless, "step 1"),
    (.keepsTrial, "parameters after a loss that could not be had"),
    (.unsteady, "3 steps twice"),
    (.float, "parameters after 20 steps in Float"),
    (.deafToRate, "a step at half the learning rate"),
    (.sameSlots, "slots"),
    (.sameNumbers, "numbers"),
    (.forgetful, "7 steps with a break"),
  ])
  func aWrongOneIsFound(_ mistake: Halving.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkFullBatchOptimizer(Halving(mistake: mistake))
    }
    #expect(failure?.property.hasPrefix(property) == true, "\(failure?.description ?? "")")
  }
}
