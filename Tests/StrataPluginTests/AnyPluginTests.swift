import StrataJSON
import StrataPlugin
import Testing

private struct Bare: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "bare"
}

private struct Sized: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "sized"
  var size = 3
  private enum CodingKeys: CodingKey { case size }
  init(size: Int = 3) { self.size = size }
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    size = try container.decodeIfPresent(Int.self, forKey: .size) ?? 3
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if size != 3 { try container.encode(size, forKey: .size) }
  }
}

/// One that had no size once.
private struct Grown: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "grown"
  var size = 1
  var isBare: Bool { size == 1 }
  private enum CodingKeys: CodingKey { case size }
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    size = try container.decodeIfPresent(Int.self, forKey: .size) ?? 1
  }
}

private struct Second: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "second"
  static let version = 2
}

private struct Tool: Codable, Equatable {
  let plugin: AnyPlugin
  init(from decoder: any Decoder) throws {
    plugin = try AnyPlugin(PluginFamily("tool"), from: decoder)
  }
  func encode(to encoder: any Encoder) throws { try plugin.encode(to: encoder) }
}

@Suite struct AnyPluginTests {
  private static let known = try? PluginRegistry([Bare.self, Sized.self, Grown.self, Second.self])
  private static let none = PluginRegistry()

  private func read(_ text: String, _ registry: PluginRegistry?) throws -> AnyPlugin {
    let registry = try #require(registry)
    return try JSONReader.decode(
      Tool.self, from: Array(text.utf8), userInfo: registry.userInfo
    ).plugin
  }

  private func written(_ plugin: AnyPlugin) throws -> String {
    struct Written: Encodable {
      let plugin: AnyPlugin
      func encode(to encoder: any Encoder) throws { try plugin.encode(to: encoder) }
    }
    return String(decoding: try JSONWriter.encode(Written(plugin: plugin)), as: UTF8.self)
  }

  /// What a program writes that knows the plugins comes out of one that does not, byte for byte.
  @Test(arguments: [
    #""bare""#, #""grown""#, #"{"grown":{"size":2}}"#, #"{"sized":{}}"#, #"{"sized":{"size":4}}"#,
    #"{"second":{},"version":2}"#,
  ])
  func theSameTextWithAndWithoutTheType(_ text: String) throws {
    let known = try read(text, Self.known)
    #expect(known.isKnown)
    #expect(try written(known) == text)
    let unknown = try read(text, Self.none)
    #expect(!unknown.isKnown)
    #expect(unknown.kind == known.kind && unknown.version == known.version)
    #expect(try written(unknown) == text)
    #expect(unknown == (try read(text, Self.none)))
    #expect(unknown != known)
  }

  /// Every kind of value that a configuration may hold.
  @Test func dataOfEveryKindIsKept() throws {
    let text =
      #"{"x":{"a":null,"b":[true,false],"c":-5,"d":0.1,"e":"ü\n","f":{"g":[]},"h":9223372036854775807,"#
      + #""i":1e-8,"j":1.5e300}}"#
    #expect(try written(read(text, Self.none)) == text)
  }

  @Test func aPersonMayLeaveDefaultsOut() throws {
    #expect(try read(#""sized""#, Self.known) == AnyPlugin(Sized()))
    #expect(try read(#"{"bare":{}}"#, Self.known) == AnyPlugin(Bare()))
  }

  @Test(arguments: [
    ("{}", "expected the name of one tool, got none"),
    (#"{"bare":{},"sized":{}}"#, "expected the name of one tool, got 'bare', 'sized'"),
  ])
  func notOneKindIsRefused(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) { try read(text, Self.known) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func anUnknownKindIsNamedWhenItIsAskedFor() throws {
    let error = #expect(throws: PluginError.self) { try read(#""bore""#, Self.known).plugin }
    #expect(error?.description == "unknown tool 'bore' (known: bare, grown, second, sized)")
    let version = #expect(throws: PluginError.self) {
      try read(#"{"bare":{},"version":3}"#, Self.known).plugin
    }
    #expect(
      version?.description == "unknown tool 'bare' version 3 (known: bare, grown, second, sized)")
  }

  @Test func equalityAndHashesAgree() throws {
    let values = try [
      AnyPlugin(Bare()), AnyPlugin(Sized()), AnyPlugin(Sized(size: 4)), AnyPlugin(Second()),
      read(#""bare""#, Self.none), read(#"{"sized":{"size":4}}"#, Self.none),
      read(#"{"sized":{"size":5}}"#, Self.none),
    ]
    #expect(Set(values).count == values.count)
    #expect(Set(values + values).count == values.count)
  }
}
