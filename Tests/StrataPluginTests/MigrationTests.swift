import StrataJSON
import StrataPlugin
import Testing

private protocol Named { static var family: PluginFamily { get } }
private enum OfLayer: Named { static let family = PluginFamily.layer }
private enum OfActivation: Named { static let family = PluginFamily.activation }
private enum OfInitializer: Named { static let family = PluginFamily.initializer }
private enum OfConstraint: Named { static let family = PluginFamily.constraint }
private enum OfLoss: Named { static let family = PluginFamily.loss }
private enum OfOptimizer: Named { static let family = PluginFamily.optimizer }
private enum OfSchedule: Named { static let family = PluginFamily.schedule }
private enum OfMetric: Named { static let family = PluginFamily.metric }

private struct Moved<Family: Named>: Plugin {
  static var family: PluginFamily { Family.family }
  static var kind: String { "moved" }
  static var version: Int { 2 }
  let now: Int

  static func migrate(_ configuration: Configuration, from version: Int) -> Configuration? {
    configuration["before"].map { .object([.init("now", $0)]) }
  }
}

/// Every family migrates in the same way: there is one place that decodes plugins.
@Suite struct MigrationTests {
  private struct Place: Decodable {
    let plugin: AnyPlugin
    init(from decoder: any Decoder) throws {
      let family = Self.key.flatMap { decoder.userInfo[$0] as? PluginFamily }
      plugin = try AnyPlugin(try #require(family), from: decoder)
    }
    static let key = CodingUserInfoKey(rawValue: "family")
  }

  @Test(
    arguments: [
      Moved<OfLayer>.self, Moved<OfActivation>.self, Moved<OfInitializer>.self,
      Moved<OfConstraint>.self, Moved<OfLoss>.self, Moved<OfOptimizer>.self, Moved<OfSchedule>.self,
      Moved<OfMetric>.self,
    ] as [any Plugin.Type])
  func ofEveryFamily(_ type: any Plugin.Type) throws {
    let registry = try PluginRegistry([type])
    #expect(registry.currentType(of: type.family, kind: "moved")?.version == 2)
    #expect(registry.currentType(of: type.family, kind: "other") == nil)
    var userInfo = registry.userInfo
    userInfo[try #require(Place.key)] = type.family
    let read = { (text: String) in
      try JSONReader.decode(Place.self, from: Array(text.utf8), userInfo: userInfo).plugin
    }
    let moved = try read(#"{"moved":{"before":5}}"#)
    #expect(moved.isKnown && moved.version == 2 && moved.family == type.family)
    #expect(try moved == read(#"{"moved":{"now":5},"version":2}"#))
    #expect(try !read(#"{"moved":{"never":5}}"#).isKnown)
  }
}
