import StrataLayers
import StrataTensor
import StrataTestKit
import Testing

@Suite struct InitializersTests {
  private static let fans = [
    Fans(input: 120, output: 80), Fans(input: 1, output: 1), Fans(input: 784, output: 10),
  ]

  @Test func constants() throws {
    try checkInitializer(Zeros(), deviation: 0, isRandom: false)
    try checkInitializer(Constant(-1.5), mean: -1.5, deviation: 0, isRandom: false)
  }

  @Test func uniform() throws {
    try checkInitializer(Uniform(), deviation: 0.05 / 3.0.squareRoot())
    try checkInitializer(
      Uniform(low: 1, high: 3), mean: 2, deviation: 1 / 3.0.squareRoot())
    let values = Uniform(low: 1, high: 3).values(
      for: [100, 100], fans: Fans(), random: RandomStream(seed: 3, purpose: .initialization))
    #expect(values.allSatisfy { $0 >= 1 && $0 < 3 })
  }

  @Test func normal() throws {
    try checkInitializer(Normal(), deviation: 0.05)
    try checkInitializer(Normal(mean: -2, deviation: 3), mean: -2, deviation: 3)
  }

  /// The share of draws within 1, 2 and 3 deviations, to 5 deviations of a share over n draws.
  @Test func normalHasNormalTails() {
    let count = 100_000
    let values = Normal(deviation: 1).values(
      for: [count], fans: Fans(), random: RandomStream(seed: 4, purpose: .initialization))
    for (bound, share) in [(1, 0.682_689), (2, 0.954_500), (3, 0.997_300)] as [(Float, Double)] {
      let got = Double(values.count { $0.magnitude <= bound }) / Double(count)
      let deviation = (share * (1 - share) / Double(count)).squareRoot()
      #expect((got - share).magnitude <= 5 * deviation, "within \(bound)")
    }
    #expect(values.allSatisfy { $0.magnitude < 5.5 })
  }

  @Test(arguments: fans)
  func scaledByFans(_ fans: Fans) throws {
    let (input, output) = (Double(fans.input), Double(fans.output))
    try checkInitializer(
      GlorotUniform(), fans: fans, deviation: (2 / (input + output)).squareRoot())
    try checkInitializer(
      GlorotNormal(), fans: fans, deviation: (2 / (input + output)).squareRoot())
    try checkInitializer(HeUniform(), fans: fans, deviation: (2 / input).squareRoot())
    try checkInitializer(HeNormal(), fans: fans, deviation: (2 / input).squareRoot())
    try checkInitializer(LecunNormal(), fans: fans, deviation: (1 / input).squareRoot())
  }

  @Test func givenValues() throws {
    let given = try GivenValues(rows: [[1, 2, 3], [4, 5, 6]])
    try checkInitializer(
      given, shape: [2, 3], mean: 3.5, deviation: (35.0 / 12).squareRoot(), isRandom: false)
    #expect(throws: LayerError("values", expected: "the shape [3, 2]", got: "[2, 3]")) {
      try given.values(
        for: [3, 2], fans: Fans(), random: RandomStream(seed: 0, purpose: .initialization))
    }
    #expect(throws: LayerError("values", expected: "2 values in row 1, as in row 0", got: "1")) {
      try GivenValues(rows: [[1, 2], [3]])
    }
  }
}
