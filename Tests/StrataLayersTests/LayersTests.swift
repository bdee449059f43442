import Foundation
import StrataLayers
import StrataPlugin
import Testing

@Suite struct LayersTests {
  @Test(arguments: LayerExample.all)
  func check(_ example: LayerExample) throws { try example.check() }

  /// A file of a folder of plugins without its registration, or a plugin that nothing here checks, is
  /// found.
  @Test(arguments: [
    ("Layers", PluginFamily.layer, LayerExample.all.map { $0.layer as any Plugin }),
    ("Constraints", .constraint, ConstraintsTests.examples.map { $0 as any Plugin }),
  ])
  func everyFileIsRegisteredAndChecked(
    _ folder: String, _ family: PluginFamily, _ examples: [any Plugin]
  ) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/StrataLayers/\(folder)").path
    // An extension of a plugin, `Dense+Codable.swift`, is part of it.
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".swift") && !$0.contains("+") }
      .map { String($0.dropLast(".swift".count)) }
    let registered = LayerPlugins.all.filter { $0.family == family }.map { "\($0)" }
    #expect(files.sorted() == registered.sorted())
    let checked = Set(examples.map { "\(type(of: $0))" })
    #expect(checked == Set(files))
  }
}
