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

/// One that says what its earlier versions meant: version 1 had `length`, version 2 `sizes`.
private struct Third: Plugin {
  static let family = PluginFamily("tool")
  static let kind = "third"
  static let version = 3
  var sizes: [Float] = []
  var inner: AnyPlugin?
  var note: String?
  var flags: [Bool?] = []
  private enum CodingKeys: CodingKey { case sizes, inner, note, flags }

  static func migrate(_ configuration: Configuration, from version: Int) throws -> Configuration? {
    guard configuration["forgotten"] == nil else { return nil }
    guard configuration["wrong"] == nil else {
      throw PluginError.invalid(kind: kind, parameter: "wrong", expected: "none", got: "one")
    }
    var configuration = configuration
    if version == 1 { configuration["sizes"] = .array([configuration["length"] ?? .integer(7)]) }
    configuration["length"] = nil
    return configuration
  }

  init(sizes: [Float], inner: AnyPlugin? = nil) {
    self.sizes = sizes
    self.inner = inner
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sizes = try container.decode([Float].self, forKey: .sizes)
    note = try container.decodeIfPresent(String.self, forKey: .note)
    flags = try container.decodeIfPresent([Bool?].self, forKey: .flags) ?? []
    if container.contains(.inner) {
      inner = try AnyPlugin(PluginFamily("tool"), from: container.superDecoder(forKey: .inner))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sizes, forKey: .sizes)
    try inner?.encode(to: container.superEncoder(forKey: .inner))
    try container.encodeIfPresent(note, forKey: .note)
    if !flags.isEmpty { try container.encode(flags, forKey: .flags) }
  }
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

  // MARK: - Earlier versions

  private static let third = try? PluginRegistry([Bare.self, Sized.self, Second.self, Third.self])

  /// What version 1 and 2 wrote comes out as version 3.
  @Test(arguments: [
    (#""third""#, #"{"third":{"sizes":[7]},"version":3}"#),
    (#"{"third":{}}"#, #"{"third":{"sizes":[7]},"version":3}"#),
    (#"{"third":{"length":2.5}}"#, #"{"third":{"sizes":[2.5]},"version":3}"#),
    (#"{"third":{"length":2},"version":1}"#, #"{"third":{"sizes":[2]},"version":3}"#),
    (#"{"third":{"sizes":[1,2.5]},"version":2}"#, #"{"third":{"sizes":[1,2.5]},"version":3}"#),
    (#"{"third":{"sizes":[0.1]},"version":3}"#, #"{"third":{"sizes":[0.1]},"version":3}"#),
    // Plugins within, of this version or an earlier one, or of none that is known.
    (
      #"{"third":{"length":1,"inner":"bare"}}"#,
      #"{"third":{"sizes":[1],"inner":"bare"},"version":3}"#
    ),
    (
      #"{"third":{"length":1,"inner":{"sized":{"size":4}}}}"#,
      #"{"third":{"sizes":[1],"inner":{"sized":{"size":4}}},"version":3}"#
    ),
    (
      #"{"third":{"length":1,"inner":{"third":{"length":3,"note":"ü"}}}}"#,
      #"{"third":{"sizes":[1],"inner":{"third":{"sizes":[3],"note":"ü"},"version":3}},"version":3}"#
    ),
    (
      #"{"third":{"length":1,"inner":{"bore":{"x":[null]},"version":9}}}"#,
      #"{"third":{"sizes":[1],"inner":{"bore":{"x":[null]},"version":9}},"version":3}"#
    ),
    (
      #"{"third":{"length":1,"flags":[true,null,false]}}"#,
      #"{"third":{"sizes":[1],"flags":[true,null,false]},"version":3}"#
    ),
  ])
  func anEarlierVersionIsMigrated(_ text: String, _ expected: String) throws {
    let plugin = try read(text, Self.third)
    #expect(plugin.isKnown && plugin.version == 3)
    #expect(try written(plugin) == expected)
    #expect(try read(expected, Self.third) == plugin)
  }

  /// What its type does not know, or a version that it never had, is kept as it is.
  @Test(arguments: [
    #"{"third":{"forgotten":1}}"#, #"{"third":{"sizes":[1]},"version":4}"#,
    #"{"third":{},"version":0}"#, #"{"third":{},"version":-1}"#, #""second""#,
    #"{"second":{"a":1}}"#,
  ])
  func whatCannotBeMigratedIsKept(_ text: String) throws {
    let plugin = try read(text, Self.third)
    #expect(!plugin.isKnown)
    #expect(try written(plugin) == text)
    #expect(throws: PluginError.self) { try plugin.plugin }
  }

  @Test(arguments: [
    (#"{"third":{"wrong":1}}"#, "third: wrong: expected none, got one"),
    (#"{"third":{"length":"long"}}"#, "expected a number, got a text"),
    (#"{"third":{"length":1e300}}"#, "expected a number within the range of Float, got 1e+300"),
    (#"{"third":{},"version":2}"#, "missing key 'sizes'"),
    (#"{"third":{"length":1,"note":5}}"#, "expected a text, got 5"),
    (#"{"third":{"length":1,"flags":{}}}"#, "expected a list, got an object"),
    (#"{"third":{"length":1,"inner":[]}}"#, "expected an object, got a list"),
  ])
  func whatTheEarlierVersionCouldNotBeIsRefused(_ text: String, _ message: String) {
    let error = #expect(throws: (any Error).self) { try read(text, Self.third) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "")")
  }

  @Test func aFieldIsReadAndSet() {
    var configuration = Configuration.object([])
    configuration["a"] = .integer(1)
    configuration["b"] = .null
    configuration["a"] = .bool(true)
    #expect(configuration == .object([.init("a", .bool(true)), .init("b", .null)]))
    #expect(configuration["a"] == .bool(true) && configuration["c"] == nil)
    configuration["a"] = nil
    configuration["c"] = nil
    #expect(configuration == .object([.init("b", .null)]))
    var list = Configuration.array([])
    list["a"] = .null
    #expect(list == .array([]) && list["a"] == nil)
  }
}
