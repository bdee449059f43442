import StrataJSON
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import Testing

@testable import StrataFile

/// y = factor · gain · x, as a program knew it once.
private struct Gain1: Layer {
  static let kind = "gain"
  let factor: Float
}

/// The same layer two years later: the factor is called otherwise, and something can be added.
private struct Gain2: Layer {
  static let kind = "gain"
  static let version = 2
  let factor: Float
  let offset: Float

  private enum CodingKeys: String, CodingKey { case factor = "scale", offset }

  static func migrate(_ configuration: Configuration, from version: Int) throws -> Configuration? {
    guard let factor = configuration["factor"] else {
      throw PluginError.invalid(kind: kind, parameter: "factor", expected: "a number", got: "none")
    }
    var configuration = configuration
    configuration["factor"] = nil
    configuration["scale"] = factor
    configuration["offset"] = .integer(0)
    return configuration
  }
}

/// And once more; nobody wrote down what came before.
private struct Gain3: Layer {
  static let kind = "gain"
  static let version = 3
  let factor: Float
}

private protocol GainLayer: Layer {
  var factor: Float { get }
}

extension Gain1: GainLayer {}
extension Gain2: GainLayer {}
extension Gain3: GainLayer {}

extension GainLayer {
  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  func parameters(for inputs: [ValueType]) throws(LayerError) -> [ParameterSpec] {
    [ParameterSpec("gain", [try features(of: try onlyInput(inputs))], .constant(1))]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) {
    context.arithmetic.multiplyRow(
      context.parameter(0), with: context.input(), into: context.output())
    context.arithmetic.scale(
      context.output().readOnly, by: T(factor), into: context.output())
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {}
}

/// A program that has a later version of a plugin than the one that wrote a file.
@Suite struct MigrationTests {
  private func file(_ plugins: [any Plugin.Type], _ reader: StrataReader) throws -> ModelFile {
    try ModelFile(reader, plugins: PluginRegistry(plugins))
  }

  private func architecture(_ reader: StrataReader) -> String {
    String(decoding: reader.section(.architecture) ?? [], as: UTF8.self)
  }

  /// What the network gives is what the generator computed, to the last bit.
  private func expectGolden(_ file: ModelFile, _ reader: StrataReader) throws {
    let golden = try reader.container().tensors.filter { $0.role == .golden }
    let input = try Tensor(shape: Shape(golden[0].dimensions), elements: golden[0].floats)
    let result = try Predictor(file.model).predict(input)
    #expect(result.elements.map(\.bitPattern) == golden[1].floats.map(\.bitPattern))
  }

  private let old = """
    {"input":[3],"layers":[{"gain":{"factor":0.5}}]}
    """
  private let new = """
    {"input":[3],"layers":[{"gain":{"scale":0.5,"offset":0},"version":2}]}
    """

  @Test func version1IsReadByVersion2AndSavedAsIt() throws {
    let reader = try Vector.at("valid/v1.0/plugin-version-1.strata").reader
    let first = try file([Gain1.self], reader)
    try expectGolden(first, reader)
    #expect(architecture(try StrataReader(first.encoded(), name: "first")) == old)

    let second = try file([Gain2.self], reader)
    #expect(second.model.isKnown)
    #expect(second.migrations.map(\.description) == ["layer 'gain' from version 1 to 2"])
    #expect(second.model.architecture.nodes[0].layer.version == 2)
    try expectGolden(second, reader)
    let saved = try StrataReader(second.encoded(), name: "second")
    #expect(architecture(saved) == new)
    #expect(saved.tensors[0].digest == reader.tensors[0].digest)
    // From there on it is version 2, for those who have it and those who do not.
    let third = try file([Gain2.self], saved)
    try expectGolden(third, saved)
    #expect(third.migrations.isEmpty)
    #expect(third.model.architecture == second.model.architecture)
    #expect(architecture(try StrataReader(third.encoded(), name: "third")) == new)
    let behind = try file([Gain1.self], saved)
    #expect(!behind.model.isKnown)
    let error = #expect(throws: ModelError.self) { try Predictor(behind.model) }
    #expect(error?.description.contains("'gain' version 2 (known: gain)") == true)
    #expect(architecture(try StrataReader(behind.encoded(), name: "behind")) == new)
  }

  @Test func aVersionThatCannotBeMigratedIsKept() throws {
    let reader = try Vector.at("valid/v1.0/plugin-version-1.strata").reader
    let ahead = try file([Gain3.self], reader)
    #expect(!ahead.model.isKnown)
    let error = #expect(throws: ModelError.self) { try Predictor(ahead.model) }
    #expect(error?.description.contains("'gain' version 1 (known: gain)") == true)
    let saved = try StrataReader(ahead.encoded(), name: "ahead")
    #expect(architecture(saved) == old && saved.contentHash == reader.contentHash)
  }

  @Test func whatTheMigrationRefusesIsSaid() throws {
    var container = try Vector.at("valid/v1.0/plugin-version-1.strata").reader.container()
    container[.architecture] = Array(#"{"input":[3],"layers":["gain"]}"#.utf8)
    let reader = try StrataReader(container.encoded(), name: "m.strata")
    let error = #expect(throws: ModelFileError.self) { try file([Gain2.self], reader) }
    #expect(
      error?.description
        == "m.strata: section ARCH: gain: factor: expected a number, got none")
  }
}
