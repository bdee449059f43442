import Foundation
import Strata
import StrataJSON
import StrataTestKit
import Testing

/// `--plugin` and `STRATA_PLUGINS`: the example package from its source to a prediction, and every
/// library that is refused.
@Suite struct LoadablePluginTests {
  private static let network = #"""
    {"input": [3], "layers": [{"dense": {"units": 4, "activation": {"swish": {"beta": 1.5}}}},
    {"dense": {"units": 3}}]}
    """#

  private static let train =
    "train --network net.json --prepare standardize --data pets.csv --target species --epochs 3 "
    + "--learning-rate 0.05 --quiet --output "

  private func folder(_ network: String = Self.network) throws -> Folder {
    let folder = try Folder()
    try folder.put(
      "pets.csv",
      """
      size,age,weight,species
      1,1,2.5,cat
      2,2,3.5,dog
      3,1,1.5,cat
      4,3,7.5,fish
      5,2,5,dog
      6,3,9,fish

      """)
    try folder.put("net.json", network)
    return folder
  }

  @Test func trainInspectPredict() throws {
    let (folder, library) = (try folder(), try PluginSources.swish.get())
    let without = try folder.run(Self.train + "m.strata")
    #expect(without.code == 65)
    #expect(without.errors.contains("unknown activation 'swish' (known: "), "\(without.errors)")
    #expect(try folder.names == ["net.json", "pets.csv"])

    try folder.succeed("--plugin \(library) " + Self.train + "m.strata")
    let text = try folder.succeed("inspect m.strata").text
    #expect(text.contains("dense1 (dense, unknown)"))
    let json = try folder.json("inspect m.strata --json")
    #expect(json["layers"]?.array?.map { $0["isKnown"] } == [false, true])
    #expect(try folder.run("verify m.strata").code == 0)

    let predict = "predict m.strata --data pets.csv"
    let refused = try folder.run(predict)
    #expect(refused.code == 65 && refused.text == "" && refused.errorLines.count == 1)
    #expect(refused.errors.contains("unknown activation 'swish' (known: "), "\(refused.errors)")

    let answers = try folder.succeed("--plugin \(library) " + predict).text
    #expect(try folder.succeed("--plugin=\(library) " + predict).text == answers)
    for named in [library, ":\(library):", "\(library):\(library)"] {
      #expect(
        try folder.succeed(predict, environment: ["STRATA_PLUGINS": named]).text == answers)
    }
    // With it everything is known, and the golden vectors hold.
    #expect(
      try folder.json("--plugin \(library) inspect m.strata --json")["layers"]?.array?
        .map { $0["isKnown"] } == [true, true])
    #expect(try folder.succeed("--plugin \(library) verify m.strata").errors == "")
    #expect(
      try folder.succeed("--plugin \(library) evaluate m.strata --data pets.csv").code == 0)
  }

  /// With β = 1 swish is what the package calls silu: to the last bit, through the border between
  /// program and library.
  @Test func theSameBitsAsThePackagesOwn() throws {
    let library = try PluginSources.swish.get()
    var answers: [String] = []
    for activation in ["swish", "silu"] {
      let folder = try folder(
        Self.network.replacing(#"{"swish": {"beta": 1.5}}"#, with: "\"\(activation)\""))
      try folder.succeed("--plugin \(library) " + Self.train + "m.strata")
      answers.append(
        try folder.succeed("--plugin \(library) predict m.strata --data pets.csv").text)
    }
    #expect(answers[0] == answers[1])
    #expect(answers[0].hasPrefix("label,probability\n"))
  }

  @Test func aBadConfigurationIsRefusedByThePlugin() throws {
    let folder = try folder(Self.network.replacing("1.5", with: "\"much\""))
    let library = try PluginSources.swish.get()
    let run = try folder.run("--plugin \(library) new --network net.json --output m.strata")
    #expect(run.code == 65 && run.errorLines.count == 1)
    #expect(run.errors.contains("beta"), "\(run.errors)")
  }

  /// A Swift program loads them by the same call; this one runs the checkers on what it found.
  @Test func aProgramLoadsThemToo() throws {
    let library = try PluginLibrary(path: PluginSources.swish.get())
    #expect(library.plugins.map { $0.kind } == ["swish"])
    var plugins = PluginRegistry.standard
    try plugins.register(library)
    try plugins.register(library)
    let swish = try #require(try plugins.plugin(.activation, kind: "swish") as? any Activation)
    try checkActivation(swish, plugins: library.plugins)
  }

  /// A layer that uses kernels, a loss, an activation, an optimizer, an initializer and a reader of data,
  /// trained with.
  @Test func everyFamily() throws {
    let folder = try Folder()
    let sources = folder.path + "/Mine/Sources/Mine"
    try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: true)
    for name in ["ISRU", "Scale", "PseudoHuber"] {
      try FileManager.default.copyItem(
        atPath: PluginSources.package + "/Tests/PluginExamplesTests/\(name).swift",
        toPath: "\(sources)/\(name).swift")
    }
    let run = try PluginSources.build(
      "Mine",
      """
      import Strata

      struct Descent: ElementwiseOptimizer {
        static let kind = "descent"
        var learningRate = 0.01
        init() {}
        init(from decoder: any Decoder) throws {
          learningRate = try decoder.container(keyedBy: CodingKeys.self)
            .decodeIfPresent(Double.self, forKey: .learningRate) ?? 0.01
        }
        func update<T: Real>(_ update: ParameterUpdate<T>) {
          update.arithmetic.gradientStep(
            update.parameter, gradient: update.gradient, learningRate: T(update.learningRate))
        }
      }

      struct Ramp: Initializer {
        static let kind = "ramp"
        func values(for shape: Shape, fans: Fans, random: RandomStream) -> [Float] {
          (0..<shape.count).map { Float($0) / 8 }
        }
      }

      /// A table behind a line of its own.
      struct Marked: DataReader {
        static let kind = "marked"
        static let rowKind = RowKind.table
        static let endings = ["marked"]
        static func recognize(_ start: [UInt8]) -> Recognition {
          start.starts(with: "%marked".utf8) ? .certain : .no
        }
        func rows(_ stream: consuming ByteStream, _ options: DataOptions) throws -> any RowSource {
          let bytes = try stream.readAll(limit: 1 << 20)
          let table = bytes.drop { $0 != 10 }.dropFirst()
          return try CSVData().rows(ByteStream(bytes: Array(table), name: "marked"), options)
        }
      }

      @c(strata_plugin_v1)
      public func entryPoint(_ host: UnsafeMutableRawPointer) -> Int32 {
        unsafe PluginLibrary.register(
          [ISRU.self, Scale.self, PseudoHuber.self, Descent.self, Ramp.self, Marked.self], with: host)
      }
      """, in: folder)
    try #require(run.code == 0, "\(run.errors)")
    #expect(run.text == folder.path + "/libMine.so\n")
    try folder.put("prices.csv", pricesCSV)
    try folder.put(
      "net.json",
      """
      {"input": [3], "layers": [{"scale": {}},
      {"dense": {"units": 4, "activation": "isru", "weightInitializer": "ramp"}}, {"dense": {"units": 1}}]}
      """)
    let train =
      "train --network net.json --data prices.csv --target price --loss pseudoHuber --epochs 4 "
      + "--quiet --optimizer "
    // A name without a slash is a file here.
    try folder.succeed("--plugin libMine.so " + train + "descent --output m.strata")
    try folder.succeed("--plugin libMine.so " + train + "sgd --output n.strata")
    let (mine, own) = (try folder.model("m.strata"), try folder.model("n.strata"))
    #expect(mine.state?.optimizer.kind == "descent" && mine.state?.loss.kind == "pseudoHuber")
    #expect(mine.model.parameters == own.model.parameters)
    // Its reader takes what nobody else knows, to train on and to predict from.
    try folder.put("prices.marked", "%marked\n" + pricesCSV)
    let marked = train.replacing("prices.csv", with: "prices.marked")
    try folder.succeed("--plugin libMine.so " + marked + "sgd --output o.strata")
    #expect(try folder.bytes("o.strata") == folder.bytes("n.strata"))
    #expect(
      try folder.succeed("--plugin libMine.so predict n.strata --data prices.marked").text
        == folder.succeed("--plugin libMine.so predict n.strata --data prices.csv").text)
    // Both libraries at once.
    let swish = try PluginSources.swish.get()
    #expect(
      try folder.succeed(
        "--plugin libMine.so --plugin \(swish) predict m.strata --data prices.csv"
      ).lines.count == 5)
  }

  // MARK: What is refused

  private func refusal(
    of name: String, in folder: Folder, code: Int32 = 65,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let run = try folder.run("--plugin \(name) --version")
    #expect(run.code == code && run.text == "", "\(run)", sourceLocation: location)
    #expect(run.errorLines.count == 1, "\(run.errors)", sourceLocation: location)
    let named = try folder.run("help", environment: ["STRATA_PLUGINS": name])
    #expect(named.code == code && named.errors == run.errors, sourceLocation: location)
    let start = "modeltool: ./\(name): "
    #expect(run.errors.hasPrefix(start), "\(run.errors)", sourceLocation: location)
    return String(run.errors.dropFirst(start.count).dropLast())
  }

  @Test func whatIsNoLibrary() throws {
    let folder = try Folder()
    #expect(try refusal(of: "none.so", in: folder, code: 66) == "no such file")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/folder", withIntermediateDirectories: true)
    #expect(try refusal(of: "folder", in: folder, code: 66).hasPrefix("cannot read: "))
    try folder.put("empty.so", "")
    try folder.put("text.so", String(repeating: "not a library\n", count: 9))
    try folder.put(
      "other.so",
      [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
        + [3, 0, 8, 0] + Array(repeating: 0, count: 60))
    for (name, got) in [
      ("empty.so", "0 bytes, less than the header of one"), ("text.so", "a file of another kind"),
      ("other.so", "one for the ELF machine 8"),
    ] {
      let words = try refusal(of: name, in: folder)
      #expect(words.hasPrefix("expected a shared library for Linux on "))
      #expect(words.hasSuffix(", got " + got))
    }
  }

  private static let entry =
    "int strata_plugin_v1(void *host) { return strata_plugin_check(host); }\n"
  private static let home = "const char strata_plugin_home = 0;\n"
  private static let noEntryPoint =
    "not a library of plugins: it has no entry point 'strata_plugin_v1' that calls "
    + "PluginLibrary.register"

  @Test func aLibraryWithoutTheEntryPoint() throws {
    let folder = try Folder()
    try PluginSources.compile("plain.so", "int other(void) { return 1; }\n", in: folder)
    try PluginSources.compile(
      "later.so", Self.entry.replacing("_v1", with: "_v2"), in: folder)
    try PluginSources.compile(
      "bare.so", "int strata_plugin_v1(void *host) { return 0; }\n", in: folder)
    for name in ["plain.so", "later.so", "bare.so"] {
      #expect(try refusal(of: name, in: folder) == Self.noEntryPoint)
    }
  }

  /// Nothing of a library for another Strata, or of another compiler, runs: this one would end the
  /// process as soon as it is loaded.
  @Test func aLibraryOfAnotherBuild() throws {
    let folder = try Folder()
    let this = StrataBuild.current
    let trap = "__attribute__((constructor)) static void trap(void) { __builtin_trap(); }\n"
    for (name, old, new, built) in [
      ("version.so", "\"\(this.version)\"", "\"0.0.9\"", "0.0.9 with \(this.compiler)"),
      (
        "compiler.so", "STRATA_COMPILER __VERSION__", "STRATA_COMPILER \"Clang 1.0\"",
        "\(this.version) with Clang 1.0"
      ),
      (
        "swift.so", "STRATA_SWIFT 0", "STRATA_SWIFT 60200",
        "\(this.version) with Swift 6.2.0 (\(this.compiler))"
      ),
      (
        "escape.so", "\"\(this.version)\"", "\"\\033[31m\"", "\\u{1b}[31m with \(this.compiler)"
      ),
    ] {
      try PluginSources.compile(name, Self.entry + trap, in: folder, edits: [(old, new)])
      #expect(
        try refusal(of: name, in: folder)
          == "built for Strata \(built); this is Strata \(this): "
          + "build it again with 'Tools/build plugin'")
    }
  }

  @Test func aLibraryThatTheSystemCannotLoad() throws {
    let folder = try Folder()
    try PluginSources.compile(
      "symbol.so",
      "int strata_gone(void);\n" + Self.entry.replacing("return ", with: "return strata_gone() + "),
      in: folder)
    let symbol = try refusal(of: "symbol.so", in: folder)
    #expect(symbol.hasPrefix("cannot be loaded: undefined symbol: strata_gone"), "\(symbol)")
    #expect(symbol.hasSuffix(": build it again with 'Tools/build plugin'"))

    try PluginSources.compile("libneeded.so", "int needed;\n", in: folder)
    try PluginSources.compile(
      "needs.so", "extern int needed;\nint *use(void) { return &needed; }\n" + Self.entry,
      in: folder, options: ["-L.", "-lneeded"])
    try FileManager.default.removeItem(atPath: folder.path + "/libneeded.so")
    let needs = try refusal(of: "needs.so", in: folder)
    #expect(needs.hasPrefix("cannot be loaded: libneeded.so: cannot open"), "\(needs)")
  }

  /// Seen by others or hidden, a second Strata has plugins that are not this program's.
  @Test func aLibraryWithItsOwnStrata() throws {
    let folder = try Folder()
    try PluginSources.compile("seen.so", Self.home + Self.entry, in: folder)
    try PluginSources.compile(
      "hidden.so", "__attribute__((visibility(\"hidden\"))) " + Self.home + Self.entry, in: folder)
    for name in ["seen.so", "hidden.so"] {
      #expect(
        try refusal(of: name, in: folder)
          == "brings its own copy of Strata: build it with 'Tools/build plugin', which leaves "
          + "Strata to the program")
    }
  }

  @Test func anEntryPointThatRegistersNothing() throws {
    let folder = try Folder()
    try PluginSources.compile("nothing.so", Self.entry, in: folder)
    #expect(
      try refusal(of: "nothing.so", in: folder) == "its entry point registers no plugin")
    try PluginSources.compile(
      "seven.so", Self.entry.replacing("return ", with: "return 7 + "), in: folder)
    #expect(
      try refusal(of: "seven.so", in: folder)
        == "its entry point answers 7, expected what PluginLibrary.register returns")
  }

  /// Tools/build loads what it has built, so the author hears of it there.
  @Test func aKindThatIsTaken() throws {
    let folder = try Folder()
    func source(_ types: [(name: String, kind: String)]) -> String {
      let plugins = types.map {
        """
        struct \($0.name): ElementwiseActivation {
          static let kind = "\($0.kind)"
          func value<T: Real>(_ x: T) -> T { x }
          func derivative<T: Real>(_ x: T, value y: T) -> T { 1 }
        }

        """
      }.joined()
      return """
        import Strata
        \(plugins)
        @c(strata_plugin_v1)
        public func entryPoint(_ host: UnsafeMutableRawPointer) -> Int32 {
          unsafe PluginLibrary.register([\(types.map { $0.name + ".self" }.joined(separator: ", "))], with: host)
        }
        """
    }
    for (name, types, words) in [
      ("Known", [("A", "relu")], "activation 'relu' is registered by two types"),
      ("Twice", [("A", "mine"), ("B", "mine")], "activation 'mine' is registered by two types"),
      ("Word", [("A", "version")], "version: kind: expected a name that files do not use"),
    ] {
      let run = try PluginSources.build(name, source(types), in: folder)
      #expect(run.code == 65 && run.text == "")
      #expect(run.errors.contains("lib\(name).so: \(words)"), "\(run.errors)")
      #expect(!(try folder.names.contains("lib\(name).so")))
    }
    // Taken by another library.
    let other = try PluginSources.build("Other", source([("C", "swish")]), in: folder)
    try #require(other.code == 0, "\(other.errors)")
    let swish = try PluginSources.swish.get()
    let run = try folder.run("--plugin \(swish) --plugin libOther.so --version")
    #expect(run.code == 65 && run.text == "")
    #expect(
      run.errors == "modeltool: ./libOther.so: activation 'swish' is registered by two types\n")
  }

  @Test func theOptionNeedsAFile() throws {
    for words in [["--plugin"], ["--plugin="], ["--plugin", "--version"]] {
      let run = try Folder().run(words)
      #expect(run.code == 64 && run.text == "")
      #expect(run.errorLines.first == "modeltool: --plugin: expected FILE, got nothing")
    }
  }

  /// The same program linked otherwise: without its symbols, and with Swift's runtime inside.
  @Test(arguments: [[], ["-static-stdlib"]])
  func aProgramThatCannotLoadAny(options: [String]) throws {
    let folder = try Folder()
    let objects = try RunningTool.tool() + ".product/Objects.LinkFileList"
    let link = try Run(
      ["-emit-executable", "-o", "other", "@" + objects, "-lz", "-lm"]
        + ["-Xlinker", "--gc-sections", "-Xlinker", "--defsym=main=modeltool_main"] + options,
      program: "swiftc", in: folder.path, input: [], environment: [:])
    try #require(link.code == 0, "\(link.errors)")
    func run(_ words: [String]) throws -> Run {
      try Run(
        words, program: folder.path + "/other", in: folder.path, input: [], environment: [:])
    }
    #expect(try run(["--version"]).code == 0)
    let refused = try run(["--plugin", PluginSources.swish.get(), "--version"])
    #expect(refused.code == 64 && refused.text == "")
    #expect(
      refused.errors.hasSuffix(
        "libSwishPlugin.so: this program cannot load plugins: 'Tools/build plugins' makes a "
          + "modeltool that can\n"), "\(refused.errors)")
  }
}
