import StrataLayers
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

private protocol Nothing: Initializer {}
extension Nothing {
  func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] { [] }
}

private struct Forgetful: Nothing {
  static let kind = "forgetful"
  var size = 1
  private enum CodingKeys: CodingKey {}
}

private struct Capital: Nothing { static let kind = "Capital" }
private struct Reserved: Nothing { static let kind = "version" }
private struct Zeroth: Nothing {
  static let kind = "zeroth"
  static let version = 0
}
private struct Usurper: Nothing { static let kind = "zeros" }
private struct Second: Nothing {
  static let kind = "second"
  static let version = 2
}

@Suite struct CodingCheckTests {
  private func failure(_ plugin: some Plugin) -> String? {
    #expect(throws: CheckFailure.self) { try checkCoding(plugin) }?.description
  }

  @Test func aSecondVersionPasses() throws { try checkCoding(Second()) }

  @Test func whatIsForgottenIsFound() throws {
    try checkCoding(Forgetful())
    #expect(
      failure(Forgetful(size: 2))
        == #"initializer 'forgetful': coding: expected {"forgetful":{}} to be read as an equal "#
        + "value, got one that is not ==")
  }

  @Test func namesThatFilesCannotHoldAreFound() {
    #expect(
      failure(Capital())
        == "initializer 'Capital': kind: expected letters and digits, a small letter first, "
        + "got 'Capital'")
    #expect(
      failure(Reserved())
        == "initializer 'version': kind: expected none of name, inputs, parameters, version, "
        + "got 'version'")
    #expect(failure(Zeroth()) == "initializer 'zeroth': version: expected 1 or more, got 0")
    #expect(
      failure(Usurper())
        == "initializer 'zeros': kind: expected one of its own, "
        + "got initializer 'zeros' is registered by two types")
  }
}
