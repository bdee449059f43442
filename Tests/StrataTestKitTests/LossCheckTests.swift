import StrataLosses
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// (y − t)⁴ and the mistakes that one can make in it.
struct Quartic: Loss {
  static let kind = "quartic"
  enum Mistake: String, Codable { case none, sign, onePercent, mean, infinite, place }
  var mistake = Mistake.none
  var takesClasses: Bool { false }

  func losses<T: Real>(
    _ y: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let t) = targets else { return }
    let outputs = y.count / losses.count
    for row in 0..<losses.count {
      var sum = T.zero
      for place in row * outputs..<(row + 1) * outputs {
        let distance = y[place] - t[place]
        sum += distance * distance * distance * distance
      }
      if mistake == .place, T.self == Float.self, row == 2 { sum = sum.nextUp }
      losses[row] = mistake == .infinite && sum > 1000 ? .infinity : sum
    }
  }

  func gradient<T: Real>(
    _ y: TensorView<T>, _ targets: TargetView<T>, scale: T, into gradient: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let t) = targets else { return }
    let factor: T =
      switch mistake {
      case .sign: -4
      case .onePercent: 4.04
      default: 4
      }
    for place in 0..<y.count {
      let distance = y[place] - t[place]
      gradient[place] = (mistake == .mean ? 1 : scale) * factor * distance * distance * distance
    }
  }
}

@Suite struct LossCheckTests {
  @Test func aRightOnePasses() throws { try checkLoss(Quartic()) }

  @Test(arguments: [
    (Quartic.Mistake.sign, "gradient of 'predictions', element 0"),
    (.onePercent, "gradient of 'predictions', element 0"),
    (.mean, "gradient of 'predictions', element 0"),
    (.infinite, "losses at [-10000.0, 0.0, 10000.0], element 0"),
    (.place, "losses of samples 1..<3 alone, element 1"),
  ])
  func aWrongOneIsFound(_ mistake: Quartic.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) { try checkLoss(Quartic(mistake: mistake)) }
    #expect(failure?.property == property)
  }
}
