import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// A bound of each weight's size, and the mistakes that one can make in it.
private struct Bound<Mistake: BoundMistake>: Constraint {
  static var kind: String { "bound" }

  func apply<T: Real>(to weights: MutableTensorView<T>, _ arithmetic: Arithmetic<T>) {
    let limit = Mistake.limit(weights)
    for index in 0..<weights.count { weights[index] = min(max(weights[index], -limit), limit) }
  }
}

private protocol BoundMistake: Hashable, Sendable {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T
}

private enum Right: BoundMistake {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T { 1 }
}
private enum OnlyInFloat: BoundMistake {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T {
    T.self == Float.self ? 1.01 : 1
  }
}
/// Half the largest weight: other weights show, and each time there is more to take away.
private enum Relative: BoundMistake {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T {
    (0..<weights.count).reduce(0) { max($0, abs(weights[$1])) } / 2
  }
}
/// A limit that comes of the columns.
private enum LookingAround: BoundMistake {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T { T(weights.shape.columns) / 4 }
}
private enum ShapeBound: BoundMistake {
  static func limit<T: Real>(_ weights: MutableTensorView<T>) -> T {
    weights.shape.rank == 2 ? 1 : 2
  }
}
@Suite struct ConstraintCheckTests {
  private func failure(_ constraint: some Constraint) -> String? {
    #expect(throws: CheckFailure.self) { try checkConstraint(constraint) }?.property
  }

  @Test func aRightConstraintPasses() throws {
    let digest = try checkConstraint(Bound<Right>())
    #expect(try checkConstraint(Bound<Right>()) == digest)
    #expect(try checkConstraint(Bound<Right>(), seed: 2) != digest)
  }

  @Test func mistakesAreFound() {
    #expect(failure(Bound<OnlyInFloat>())?.hasPrefix("weights in Float, element") == true)
    #expect(failure(Bound<Relative>())?.hasPrefix("weights in Float, applied twice") == true)
    #expect(failure(Bound<LookingAround>())?.hasPrefix("weights of unit 0 alone") == true)
    #expect(failure(Bound<ShapeBound>())?.hasPrefix("weights in the shape [2, 3, 5]") == true)
  }

  @Test func hyperparametersOutOfRangeAreFound() {
    let failure = #expect(throws: CheckFailure.self) { try checkConstraint(MaxNorm(-1)) }
    #expect(failure != nil)
  }
}
