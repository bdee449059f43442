import Strata
import Testing

/// `modeltool demo`: the whole path on data that comes with the tool.
@Suite struct DemoTests {
  @Test func walksTheWholePath() throws {
    let folder = try Folder()
    let run = try folder.succeed("demo --output digits.strata")
    for number in 1...5 { #expect(run.lines.contains { $0.hasPrefix("\(number). ") }) }
    #expect(run.errorLines.count == 20)
    let shares = try run.lines.filter { $0.hasPrefix("   after ") }.map {
      try #require(Double($0.split(separator: " ")[3]))
    }
    #expect(shares.count == 2)
    #expect(shares[0] > 80 && shares[1] > shares[0])
    #expect(try folder.model("digits.strata").state?.epoch == 20)
  }
}
