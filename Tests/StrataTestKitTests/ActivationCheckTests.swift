import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// x² and the mistakes that one can make in it.
struct Square: ElementwiseActivation {
  static let kind = "square"
  var needsInput: Bool { mistake != .claimsOutput }

  enum Mistake: String, Codable { case none, sign, onePercent, claimsOutput, float, nan }
  var mistake = Mistake.none

  func value<T: Real>(_ x: T) -> T {
    switch mistake {
    case .float where T.self == Float.self: x * x + 0.01
    case .nan: x.magnitude > 1000 ? .nan : x * x
    default: x * x
    }
  }

  func derivative<T: Real>(_ x: T, value y: T) -> T {
    switch mistake {
    case .sign: -2 * x
    case .onePercent: 2.02 * x
    default: 2 * x
    }
  }
}

/// A vectorised form that is another function than the one written number by number.
struct Torn: ElementwiseActivation {
  static let kind = "torn"
  func value<T: Real>(_ x: T) -> T { x }
  func derivative<T: Real>(_ x: T, value y: T) -> T { 1 }
  func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) { arithmetic.tanh(x, into: y) }
  func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) { arithmetic.tanhGradient(y: y, dy: dy, into: dx) }
}

@Suite struct ActivationCheckTests {
  @Test func aRightOnePasses() throws { try checkActivation(Square()) }

  @Test(arguments: [
    (Square.Mistake.sign, "gradient of 'input', element 0"),
    (.onePercent, "gradient of 'input', element 0"),
    (.claimsOutput, "gradient of 'input', element 0"),
    (.float, "values in Float, element 0"),
    (.nan, "value at -10000.0"),
  ])
  func aWrongOneIsFound(_ mistake: Square.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkActivation(Square(mistake: mistake))
    }
    #expect(failure?.property == property)
  }

  @Test func aVectorisedFormOfItsOwnIsFound() {
    let failure = #expect(throws: CheckFailure.self) { try checkActivation(Torn()) }
    #expect(failure?.property.hasPrefix("vectorised value at") == true)
  }
}
