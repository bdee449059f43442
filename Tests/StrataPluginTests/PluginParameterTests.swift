import StrataJSON
import StrataLayers
import StrataLosses
@testable import StrataPlugin
import StrataTraining
import Testing

/// What a plugin says of itself without being asked to write a list.
@Suite struct PluginParameterTests {
  private static let all = LayerPlugins.all + LossPlugins.all + TrainingPlugins.all

  private static func registry() throws -> PluginRegistry { try PluginRegistry(all) }

  private static func names(_ type: any Plugin.Type) throws -> [String] {
    type.parameters(in: try registry()).map(\.name)
  }

  @Test func namesTypesAndNeedInTheOrderOfTheInitialiser() throws {
    let registry = try Self.registry()
    #expect(
      Adam.parameters(in: registry)
        == ["learningRate", "beta1", "beta2", "epsilon"].map {
          PluginParameter(name: $0, type: "number", isRequired: false)
        })
    #expect(
      Dropout.parameters(in: registry)
        == [PluginParameter(name: "rate", type: "number", isRequired: true)])
    let dense = Dense.parameters(in: registry)
    #expect(
      dense.map(\.name) == [
        "units", "penalty", "constraint", "activation", "weight", "weightInitializer", "bias",
        "biasInitializer",
      ])
    #expect(
      dense.map(\.type) == [
        "whole number", "object of l1, l2", "constraint", "activation", "rows of numbers",
        "initializer", "true or false", "initializer",
      ])
    #expect(dense.filter(\.isRequired).map(\.name) == ["units"])
    #expect(ReLU.parameters(in: registry) == [])
    #expect(
      ActivationLayer.parameters(in: registry)
        == [PluginParameter(name: "function", type: "activation", isRequired: true)])
  }

  /// What a plugin writes, it reads: each key that an instance of defaults encodes to is among those
  /// that were found.
  @Test(arguments: all.map { "\($0.family) \($0.kind)" })
  func everyKeyThatIsWrittenIsFound(_ name: String) throws {
    let registry = try Self.registry()
    let type = try #require(Self.all.first { "\($0.family) \($0.kind)" == name })
    #expect(!type.summary.isEmpty && type.summary.count <= 75 && !type.summary.hasSuffix("."))
    guard let plugin = try? registry.plugin(type.family, kind: type.kind) else {
      // Whatever cannot be made from nothing needs something.
      #expect(!type.parameters(in: registry).isEmpty)
      return
    }
    let written = try JSONWriter.value(encoding: plugin).object?.members
    let found = try Self.names(type)
    for member in written ?? [] { #expect(found.contains(member.key), "\(member.key)") }
    #expect(type.parameters(in: registry).allSatisfy { !$0.isRequired })
  }

  @Test func familiesAreSortedByName() throws {
    #expect(
      try Self.registry().families.map(\.name) == [
        "activation", "constraint", "initializer", "layer", "loss", "metric", "optimizer",
        "schedule",
      ])
  }
}
