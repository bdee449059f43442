import StrataJSON
import StrataPlugin
import Testing

private struct First: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "saw"
}

private struct Second: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "saw"
  static let version = 2
}

private struct Elsewhere: Plugin {
  static let family = PluginFamily("sound")
  static let kind = "saw"
}

private struct Demanding: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "demanding"
  let size: Int
}

@Suite struct PluginRegistryTests {
  @Test func findsByFamilyKindAndVersion() throws {
    let registry = try PluginRegistry([Second.self, Elsewhere.self])
    #expect(registry.type(of: PluginFamily("tool"), kind: "saw", version: 2) is Second.Type)
    #expect(registry.type(of: PluginFamily("tool"), kind: "saw") == nil)
    #expect(registry.type(of: PluginFamily("sound"), kind: "saw") is Elsewhere.Type)
    #expect(registry.type(of: PluginFamily("sound"), kind: "Saw") == nil)
    #expect(registry.kinds(of: PluginFamily("tool")) == ["saw"])
    #expect(registry.kinds(of: .layer).isEmpty)
  }

  @Test func oneTypeAKind() throws {
    var registry = try PluginRegistry([First.self])
    try registry.register(First.self)
    let error = #expect(throws: PluginError.self) { try registry.register(Second.self) }
    #expect(error?.description == "tool 'saw' is registered by two types")
    // The first one stays.
    #expect(registry.type(of: PluginFamily("tool"), kind: "saw") is First.Type)
  }

  @Test func makesAPluginFromItsDefaults() throws {
    let registry = try PluginRegistry([First.self, Demanding.self])
    #expect(try registry.plugin(PluginFamily("tool"), kind: "saw") is First)
    #expect(throws: DecodingError.self) {
      try registry.plugin(PluginFamily("tool"), kind: "demanding")
    }
    #expect(
      throws: PluginError.unknown(
        family: PluginFamily("tool"), kind: "axe", version: 1, known: ["demanding", "saw"])
    ) { try registry.plugin(PluginFamily("tool"), kind: "axe") }
  }

  @Test func decodingNeedsARegistry() {
    struct Tool: Decodable {
      init(from decoder: any Decoder) throws {
        _ = try AnyPlugin(PluginFamily("tool"), from: decoder)
      }
    }
    let error = #expect(throws: PluginError.self) {
      try JSONReader.decode(Tool.self, from: Array(#""saw""#.utf8))
    }
    #expect(error?.description == "no plugin registry was given to decode a tool with")
  }

  @Test(arguments: [
    (
      PluginError.unknown(family: .layer, kind: "conv", version: 1, known: []),
      "unknown layer 'conv' (none is registered)"
    ),
    (
      .unknown(family: .layer, kind: "conv", version: 2, known: ["conv", "dense"]),
      "unknown layer 'conv' version 2 (known: conv, dense)"
    ),
    (
      .invalid(kind: "adam", parameter: "beta1", expected: "below 1", got: "2"),
      "adam: beta1: expected below 1, got 2"
    ),
  ])
  func messages(_ error: PluginError, _ message: String) {
    #expect(error.description == message)
  }
}
