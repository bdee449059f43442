import Foundation
import StrataTensor
import Testing

/// `Vectors/portableFunctions.py` computed what is right, to 60 digits.
@Suite struct PortableFunctionsTests {
  private struct Vectors: Decodable {
    let powers: [[Double]]
    let cosines: [[Double]]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/portableFunctions", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  /// The nearest double, or one beside it.
  private func isNear(_ got: Double, _ expected: Double) -> Bool {
    got == expected || got == expected.nextUp || got == expected.nextDown
  }

  @Test func powers() throws {
    let powers = try Self.vectors().powers
    try #require(powers.count > 600)
    for row in powers {
      let got = PortableFunctions.power(row[0], row[1])
      #expect(isNear(got, row[2]), "\(row[0]) ^ \(row[1]): \(got), not \(row[2])")
    }
  }

  @Test func cosines() throws {
    let cosines = try Self.vectors().cosines
    try #require(cosines.count > 400)
    for row in cosines {
      let got = PortableFunctions.cosinePi(row[0])
      #expect(isNear(got, row[1]), "cos π·\(row[0]): \(got), not \(row[1])")
    }
  }

  @Test(
    arguments: [
      (0.5, 0, 1), (0, 0, 1), (.nan, 0, 1), (1, .infinity, 1), (1, -1e300, 1), (0, 2, 0),
      (0, -2, .infinity), (.infinity, 0.5, .infinity), (.infinity, -1, 0), (0.5, 1e300, 0),
      (0.5, .infinity, 0), (0.5, -.infinity, .infinity), (2, 1024, .infinity), (2, -1080, 0),
      (1e-300, 1e300, 0), (2, 10, 1024), (4, -0.5, 0.5), (0.1, 1, 0.1),
    ] as [(Double, Double, Double)])
  func powersAtTheEdges(_ base: Double, _ exponent: Double, _ expected: Double) {
    #expect(PortableFunctions.power(base, exponent) == expected)
  }

  @Test func whatIsNoNumber() {
    #expect(PortableFunctions.power(-1, 2).isNaN)
    #expect(PortableFunctions.power(.nan, 1).isNaN)
    #expect(PortableFunctions.power(2, .nan).isNaN)
    #expect(PortableFunctions.cosinePi(.infinity).isNaN)
    #expect(PortableFunctions.cosinePi(.nan).isNaN)
  }

  @Test func cosinesThatAreExact() {
    for (x, expected) in [(0, 1), (0.5, 0), (1, -1), (1.5, 0), (-1, -1), (1e300, 1)]
      as [(Double, Double)]
    {
      #expect(PortableFunctions.cosinePi(x) == expected)
    }
  }
}
