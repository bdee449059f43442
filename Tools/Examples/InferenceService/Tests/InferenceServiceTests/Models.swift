import Foundation
import Strata

/// A folder with the models that tests serve; removed with the last who holds it.
final class Models: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "service-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// A table: a number, a category, a number that may be missing; two labels.
  static func table(seed: UInt64 = 1) throws -> Model {
    var model = try Model(input: [4], seed: seed) {
      Dense(8, activation: .tanh)
      Dense(2)
    }
    model.preparation = try Preparation(
      input: .columns([
        InputColumn("age", .number(mean: 40, deviation: 12, imputed: nil)),
        InputColumn("city", .category(values: ["Bergen", "Oslo"], imputed: nil)),
        InputColumn("income", .number(mean: 50, deviation: 20, imputed: 48)),
      ]), target: .classes(ClassTarget(labels: ["no", "yes"])))
    return model
  }

  /// Two named numbers of two columns.
  static func numbers() throws -> Model {
    var model = try Model(input: [2], seed: 3) { Dense(2) }
    model.preparation = try Preparation(
      input: .columns([
        InputColumn("a", .number(mean: 0, deviation: 1, imputed: nil)),
        InputColumn("b", .number(mean: 0, deviation: 1, imputed: nil)),
      ]), target: .numbers([NumberTarget("price", mean: 100, deviation: 10), NumberTarget("size")]))
    return model
  }

  /// An array of 2 × 3, and nothing prepared.
  static func array() throws -> Model {
    try Model(input: [2, 3], seed: 2) {
      Flatten()
      Dense(5, activation: .relu)
      Dense(3)
    }
  }

  /// Writes a model beside its place and moves it there.
  func write(_ model: Model, _ name: String) throws -> String {
    try ModelFile(model).write(to: path(name))
    return path(name)
  }
}
