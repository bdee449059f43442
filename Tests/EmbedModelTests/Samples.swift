import StrataPredict

/// Models to make types of.
enum Samples {
  /// A table with a number, a category, and one of each that may be missing.
  static func table(
    labels: [String] = ["no", "yes"], metadata: [String: String] = [:]
  ) throws -> Model {
    try model(
      [
        InputColumn("age", .number(mean: 40, deviation: 10)),
        InputColumn("city", .category(values: ["Bergen", "Oslo"])),
        InputColumn("Monthly income", .number(imputed: 100)),
        InputColumn("class", .category(values: ["a", "none"], imputed: "a")),
      ], .classes(ClassTarget(labels: labels)), outputs: labels.count, metadata)
  }

  /// Names that want to be something else than names.
  static func hostile() throws -> Model {
    let names = [
      "\"", "\n", "*/", "\\(exit(1))", "🏠", "", "Age", "age", "áge", "a\u{301}ge", "\"\"\"",
    ]
    let columns = names.map { InputColumn($0, .number(imputed: 1)) }
    let categories = keywords.map { InputColumn($0, .category(values: names + keywords)) }
    return try model(
      columns + categories, .classes(ClassTarget(labels: names + keywords + ["b\0"])),
      outputs: names.count + keywords.count + 1,
      ["*/ exit(1)": "a\n}\nfatalError()", "title": "`A`"])
  }

  /// Numbers with names such.
  static func hostileNumbers() throws -> Model {
    let names = ["\"", "\n", "answer", "values", "1", "1.0", "-1"] + keywords
    return try model(
      [InputColumn("x", .number())], .numbers(names.map { NumberTarget($0) }), outputs: names.count)
  }

  /// A table of as many columns as an image has pixels.
  static func wide() throws -> Model {
    try model(
      (0..<784).map { InputColumn("pixel\($0)", .number()) },
      .classes(ClassTarget(labels: (0..<10).map(String.init))), outputs: 10)
  }

  /// An array in, an array out.
  static func array(_ shape: Shape = [2, 3]) throws -> Model {
    try Model(input: shape, seed: 1) {
      Flatten()
      Dense(2)
    }
  }

  /// Words that mean something to Swift or to what is made of a model.
  static let keywords = [
    "class", "init", "self", "Self", "Type", "Protocol", "Any", "any", "some", "none", "await",
    "async", "default", "case", "in", "is", "let", "var", "func", "nil", "true", "try", "unsafe",
    "consume", "copy", "each", "borrow", "discard", "yield", "repeat", "switch", "where", "String",
    "Double", "Float", "Input", "Output", "Label", "Optional", "Hashable", "Sendable", "raw value",
    "rawValue", "hash value", "hash", "allCases", "input row", "row", "get", "set", "willSet",
    "actor", "macro", "package", "open", "final", "lazy", "weak", "mutating", "left", "Int",
  ]

  private static func model(
    _ columns: [InputColumn], _ target: TargetPreparation, outputs: Int,
    _ metadata: [String: String] = [:]
  ) throws -> Model {
    let input = InputPreparation.columns(columns)
    var model = try Model(input: Shape([input.width ?? 0]), seed: 1) { Dense(outputs) }
    model.preparation = try Preparation(input: input, target: target)
    model.metadata = metadata
    return model
  }
}
