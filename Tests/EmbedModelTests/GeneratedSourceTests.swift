import Foundation
import StrataPredict
import Testing

@testable import EmbedModelGenerator

/// What is generated, as a compiler sees it.
@Suite struct GeneratedSourceTests {
  /// Makes the sources of a model.
  private func generate(
    _ model: Model, _ name: String, in folder: Folder, resource: Bool = false
  ) throws -> String {
    let path = try folder.write(model, to: "\(name).strata")
    let place = resource ? ["--resource"] : ["--embed", folder.path("\(name).bytes.swift")]
    try Generation(
      Request([path, "--type", name, "--output", folder.path("\(name).swift")] + place)
    ).write()
    return try folder.text("\(name).swift")
  }

  @Test func theSourceOfATable() throws {
    let folder = try Folder()
    let text = try generate(
      Samples.table(metadata: ["title": "Fraud", "licence": "MIT */\n}"]), "fraud", in: folder)
    #expect(
      text.hasPrefix(
        """
        // Made by EmbedModel of fraud.strata. Changes are lost.

        import StrataPredict

        /// The model of fraud.strata.
        ///
        /// - licence: MIT * / }
        /// - title: Fraud
        struct Fraud: Sendable {
          /// What goes in and what comes out, a line a thing.
          static let interface = \"""
            input "age": number
            input "city": one of "Bergen", "Oslo"
            input "Monthly income": number, may be missing
            input "class": one of "a", "none", may be missing
            output: one of "no", "yes"

            \"""

        """), "\(text)")
    for line in [
      "  init(workers: WorkerPool = .single) throws(ModelFileError) {",
      "  init(path: String, workers: WorkerPool = .single) throws(RefusedModelError) {",
      "  init(predictor: Predictor) throws(RefusedModelError) {",
      "    enum City: String, CaseIterable, Hashable, Sendable {",
      "      case bergen = \"Bergen\"", "      case none_2 = \"none\"",
      "    var age: Double", "    var city: City", "    var monthlyIncome: Double?",
      "    var `class`: Class?", "      monthlyIncome: Double? = nil,",
      "      `class`: Class? = nil", "      case yes = \"yes\"",
      "  func predict(_ inputs: [Input]) throws(PredictionError) -> [Output] {",
    ] {
      #expect(text.split(separator: "\n").contains(line[...]), "\(line)\n\(text)")
    }
  }

  @Test func theModelIsInTheProgramWithoutItsTraining() throws {
    let folder = try Folder()
    let file = try ModelFile(
      path: Self.example("Sources/Minimal/Fraud.strata"), plugins: .predicting)
    #expect(file.state != nil && !file.optimizerState.isEmpty)
    _ = try Generation(
      Request([
        Self.example("Sources/Minimal/Fraud.strata"), "--type", "Fraud", "--output",
        folder.path("Fraud.swift"), "--embed", folder.path("Fraud.bytes.swift"),
      ])
    ).write()
    let text = try folder.text("Fraud.bytes.swift")
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let start = try #require(text.range(of: "StaticString {\n    \""))
    #expect(text.hasSuffix("\"\n  }\n}\n"))
    let literal = text[start.upperBound...].dropLast("\"\n  }\n}\n".count)
    let bytes = try ModelFile(file.model).encoded()
    #expect(Array(literal.utf8) == SwiftLiteral.characters(SevenBitText.characters(of: bytes)))
    let size = try RandomAccessBytes(
      path: Self.example("Sources/Minimal/Fraud.strata"), limit: 1 << 20
    ).count
    #expect(bytes.count * 3 < size * 2)
  }

  @Test func aResourceIsLoadedFromTheBundle() throws {
    let folder = try Folder()
    let text = try generate(Samples.table(), "Fraud", in: folder, resource: true)
    #expect(text.contains("import Foundation\nimport StrataPredict\n"))
    #expect(text.contains(#"Bundle.module.path(forResource: "Fraud.strata", ofType: nil)"#))
    #expect(throws: (any Error).self) { try folder.text("Fraud.bytes.swift") }
  }

  @Test func theSameModelGivesTheSameSource() throws {
    let folder = try Folder()
    let texts = try (0..<2).map { _ in try generate(Samples.hostile(), "H", in: folder) }
    #expect(texts[0] == texts[1])
  }

  @Test func anArrayIsCheckedByTheCompiler() throws {
    let folder = try Folder()
    let small = try generate(Samples.array(), "Small", in: folder)
    #expect(small.contains("    init(_ elements: InlineArray<6, Float>) {\n"))
    #expect(small.contains("    init(elements: [Float]) throws(PredictionError) {\n"))
    let most = try generate(Samples.array([4096]), "Most", in: folder)
    #expect(most.contains("InlineArray<4096, Float>"))
    let large = try generate(Samples.array([4097]), "Large", in: folder)
    #expect(!large.contains("InlineArray"))
    #expect(large.contains("static let elementCount = 4097\n"))
  }

  /// All that is made of tame and of hostile models, by the compiler and under the package's own rules.
  @Test func itCompiles() throws {
    let folder = try Folder()
    let models: [(String, Model)] = try [
      ("fraud", Samples.table()), ("hostile \"* ` model", Samples.hostile()),
      ("Numbers", Samples.hostileNumbers()), ("Wide", Samples.wide()), ("Array", Samples.array()),
      ("String", Samples.table()), ("Predictor", Samples.array()), ("7", Samples.table()),
      ("Type", Samples.table()),
    ]
    var sources = [
      try folder.write(
        """
        import StrataPredict

        func use() throws {
          let input = Fraud.Input(age: 41, city: .oslo, monthlyIncome: 12)
          let output = try Fraud().predict(input)
          _ = output[.yes] + output.probability + output.probabilities[0]
          switch output.label {
          case .no, .yes: break
          }
          _ = try Fraud(path: "other").predict([input, input]).map(\\.label)
          _ = Fraud.Input.City.allCases.map(\\.rawValue)
          let samples = [Array_2.Input([1, 2, 3, 4, 5, 6]), try Array_2.Input(elements: [1])]
          _ = try Array_2().predict(samples)[0].values
          _ = try Numbers().predict(Numbers.Input(x: 1))._1
          _ = try _7(predictor: Fraud().predictor)
        }
        """, to: "use.swift")
    ]
    for (name, model) in models {
      _ = try generate(model, name, in: folder)
      sources += [folder.path("\(name).swift"), folder.path("\(name).bytes.swift")]
    }
    let errors = try compile(sources)
    #expect(errors == "")
    // The shapes are the compiler's business.
    for wrong in [
      "_ = Fraud.Input(age: 41, city: .paris)", "_ = Fraud.Input(age: 41)",
      "_ = Array_2.Input([1, 2, 3])",
    ] {
      let use = try folder.write("func wrong() { \(wrong) }\n", to: "wrong.swift")
      #expect(try compile(sources + [use]).contains("wrong.swift:1:"), "\(wrong)")
    }
  }

  /// The article is the example: its code is the example's or compiles with the example's model, its
  /// interface and its output are the example's.
  @Test func theArticleHolds() throws {
    let folder = try Folder()
    let article = try String(
      contentsOfFile: Self.package + "/Sources/Strata/Documentation.docc/Articles/EmbedAModel.md",
      encoding: .utf8)
    func blocks(_ language: String) -> [String] {
      article.components(separatedBy: "```\(language)\n").dropFirst()
        .map { $0.components(separatedBy: "```\n")[0] }
    }
    let code = blocks("swift")
    #expect(code.count == 3)
    func example(_ name: String) throws -> String {
      try String(contentsOfFile: Self.example(name), encoding: .utf8)
    }
    #expect(try example("Package.swift").contains(code[0]))
    #expect(try example("Sources/Minimal/main.swift") == code[1])
    #expect(try example("README.md").contains("```text\n" + blocks("text")[0] + "```\n"))
    #expect(try example("README.md").contains(blocks("sh")[0]))

    let model = Self.example("Sources/Minimal/Fraud.strata")
    _ = try Generation(
      Request([
        model, "--type", "Fraud", "--output", folder.path("Fraud.swift"), "--embed",
        folder.path("Fraud.bytes.swift"), "--interface",
        Self.example("Sources/Minimal/Fraud.interface"),
      ])
    ).write()
    let main = try folder.write("import StrataServing\n" + code[1] + code[2], to: "main.swift")
    #expect(
      try compile(
        [main, folder.path("Fraud.swift"), folder.path("Fraud.bytes.swift")], asLibrary: false)
        == "")

    let refusal = blocks("text")[1]
    let error = #expect(throws: GeneratorError.self) {
      let accepted = try example("Sources/Minimal/Fraud.interface")
      try Generation.check(
        Predictor(path: model).interface, "Fraud.strata",
        accepted.replacing(#""Norway""#, with: #""Norway", "Spain""#)
          .replacing(#""France", "#, with: ""), "Fraud.interface")
    }
    // There the model is the new one, here the text.
    #expect(
      error?.description.split(separator: "\n").map {
        $0.replacing(/strata: [-+]/, with: "strata:")
      }
      .sorted()
        == refusal.split(separator: "\n").map { $0.replacing(/strata: [-+]/, with: "strata:") }
        .sorted())
  }

  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The path of a file of the example.
  private static func example(_ name: String) -> String {
    package + "/Tools/Examples/Minimal/" + name
  }

  private func compile(_ sources: [String], asLibrary: Bool = true) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let built = URL(filePath: tests).deletingLastPathComponent().path
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments =
      [
        "swiftc", "-typecheck", "-wmo", "-swift-version", "6", "-module-name", "Generated",
        "-warnings-as-errors", "-strict-memory-safety",
      ]
      + (asLibrary ? ["-parse-as-library"] : [])
      + ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]
      .flatMap { ["-enable-upcoming-feature", $0] }
      + [
        "\(built)/Modules", "\(Self.package)/Formats/Bytes/CZlib", "\(built)/CStrataBytes.build",
        "\(built)/CStrataKernels.build",
      ].flatMap { ["-I", $0] } + sources
    let pipe = Pipe()
    compiler.standardError = pipe
    try compiler.run()
    let errors = pipe.fileHandleForReading.readDataToEndOfFile()
    compiler.waitUntilExit()
    let text = String(decoding: errors, as: UTF8.self)
    try #require((compiler.terminationStatus == 0) == text.isEmpty, "\(text)")
    return text
  }
}
