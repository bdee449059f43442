import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// Even over ±1, and the mistakes that one can make in it.
struct Even: Initializer {
  static let kind = "even"
  enum Mistake: String, Codable { case none, shifted, wider, count, constant, infinite }
  var mistake = Mistake.none

  func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
    var values = (0..<shape.count).map { 2 * random.uniform(sample: 0, element: $0) - 1 }
    switch mistake {
    case .none: break
    // 0.05 and 5 %: the deviation of a mean over 9,600 values is 0.006.
    case .shifted: values = values.map { $0 + 0.05 }
    case .wider: values = values.map { $0 * 1.05 }
    case .count: values.append(0)
    case .constant: values = values.indices.map { $0 % 2 == 0 ? 0.577 : -0.577 }
    case .infinite: values[7] = .infinity
    }
    return values
  }
}

@Suite struct InitializerCheckTests {
  private static let deviation = (1.0 / 3).squareRoot()

  @Test func aRightOnePasses() throws {
    try checkInitializer(Even(), deviation: Self.deviation)
  }

  @Test(arguments: [
    (Even.Mistake.shifted, "mean of 9600 values"), (.wider, "variance of 9600 values"),
    (.count, "values"), (.constant, "values"), (.infinite, "values, element 7"),
  ])
  func aWrongOneIsFound(_ mistake: Even.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkInitializer(Even(mistake: mistake), deviation: Self.deviation)
    }
    #expect(failure?.property == property)
  }
}
