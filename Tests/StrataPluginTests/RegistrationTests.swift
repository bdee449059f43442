import Foundation
import StrataData
import StrataLayers
import StrataLosses
import StrataPlugin
import StrataTraining
import Testing

@Suite struct RegistrationTests {
  /// Each folder of plugins, and the list that its module exports. One type a file, named after it.
  @Test(arguments: [
    (
      [
        "StrataLayers/Layers", "StrataLayers/Activations", "StrataLayers/Initializers",
        "StrataLayers/Constraints",
      ], 0
    ),
    (["StrataLosses/Losses"], 1),
    (["StrataTraining/Optimizers", "StrataTraining/Schedules", "StrataTraining/Metrics"], 2),
    (["StrataData/Readers"], 3),
  ])
  func everyPluginFileIsRegistered(_ folders: [String], _ list: Int) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    var files: [String] = []
    for folder in folders {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: root.appending(path: folder).path)
      // An extension of a plugin, `Dense+Codable.swift`, is part of it.
      files += names.filter { $0.hasSuffix(".swift") && !$0.contains("+") }.map {
        String($0.dropLast(".swift".count))
      }
    }
    let lists = [LayerPlugins.all, LossPlugins.all, TrainingPlugins.all, DataPlugins.all]
    #expect(files.sorted() == lists[list].map { "\($0)" }.sorted())
  }

  @Test func kindsAreDistinct() throws {
    let all = LayerPlugins.all + LossPlugins.all + TrainingPlugins.all + DataPlugins.all
    let registry = try PluginRegistry(all)
    for type in all {
      let found = registry.type(of: type.family, kind: type.kind, version: type.version)
      #expect(found.map { ObjectIdentifier($0) } == ObjectIdentifier(type))
    }
  }
}
