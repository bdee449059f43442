import StrataPredict

/// The source of the type of a model.
struct ModelSource {
  /// The type.
  let text: String
  /// What stands before the characters of the literal that holds the model.
  let embeddingStart: String
  /// What stands behind them.
  let embeddingEnd = "\"\n  }\n}\n"

  /// - Throws: ``GeneratorError`` for a model that takes or gives more than one thing, or values without a
  ///   fixed shape.
  init(
    _ request: Request, _ predictor: Predictor, metadata: [String: String]
  ) throws(GeneratorError) {
    let file = request.model
    let inputs = predictor.architecture.inputs.count
    let outputs = predictor.architecture.outputs.count
    guard inputs == 1, outputs == 1 else {
      throw GeneratorError([
        "\(file): expected a network of one input and one output, got \(inputs) and \(outputs)"
      ])
    }
    var scope = NameScope(reserved: Self.reserved)
    let type = scope.name(request.type, style: .type, fallback: "Model")
    let interface = predictor.interface
    let name = String(file.split(separator: "/").last ?? "")
    let input = InputSource(interface)
    let output = try OutputSource(interface, file: file)
    var lines = SourceLines()
    lines.add("// Made by EmbedModel of \(SwiftLiteral.comment(name)). Changes are lost.")
    lines.add()
    if request.place == .bundle { lines.add("import Foundation") }
    lines.add("import StrataPredict")
    lines.add()
    lines.add("/// The model of \(SwiftLiteral.comment(name)).")
    if !metadata.isEmpty { lines.add("///") }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      lines.add("/// - \(SwiftLiteral.comment(key)): \(SwiftLiteral.comment(value))")
    }
    lines.add("struct \(type.source): Sendable {")
    lines.indent {
      $0.add("/// What goes in and what comes out, a line a thing.")
      $0.add(
        "static let interface = "
          + SwiftLiteral.lines(interface.description, indentation: "    "))
      $0.add()
      $0.add("/// Runs the model.")
      $0.add("let predictor: Predictor")
      $0.add()
      Self.addInitializers(to: &$0, type: type, file: name, place: request.place)
      $0.add()
      input.add(to: &$0)
      $0.add()
      output.add(to: &$0)
      $0.add()
      Self.addPredictions(to: &$0, input)
    }
    lines.add("}")
    text = lines.text
    embeddingStart = """
      // Made by EmbedModel of \(SwiftLiteral.comment(name)). Changes are lost.

      extension \(type.source) {
        /// The file without what only training needs, as `SevenBitText`.
        static var embedded: StaticString {
          "
      """
  }

  /// Types that a source names, and what no type may be called.
  static let reserved: Set<String> = [
    "Answer", "Any", "Array", "Bundle", "CaseIterable", "Double", "Float", "Foundation", "Hashable",
    "InlineArray", "Input", "InputRow", "InputValue", "Label", "ModelError", "ModelFileError",
    "RefusedModelError", "Optional", "Output", "PredictionError", "Predictor", "Protocol", "Self",
    "Sendable", "StaticString", "StrataPredict", "String", "Type", "WorkerPool",
  ]

  // MARK: - Parts

  private static func addInitializers(
    to lines: inout SourceLines, type: Identifier, file: String, place: Request.Place
  ) {
    let literal = SwiftLiteral.string(file)
    let parameter = "/// - Parameter workers: The threads that share the work of one call."
    switch place {
    case .program:
      lines.add("/// Gets the model ready that is part of the program.")
      lines.add(parameter)
      lines.add("/// - Throws: `ModelFileError`, if the program's data is damaged.")
      lines.add("init(workers: WorkerPool = .single) throws(ModelFileError) {")
      lines.indent {
        $0.add("predictor = try Predictor(")
        $0.add("  embedded: Self.embedded, name: \(literal), workers: workers)")
      }
      lines.add("}")
    case .bundle:
      lines.add("/// Gets the model ready that lies in the program's bundle of resources.")
      lines.add(parameter)
      lines.add("/// - Throws: `RefusedModelError`, as `init(path:workers:)`.")
      lines.add("init(workers: WorkerPool = .single) throws(RefusedModelError) {")
      lines.indent {
        $0.add("let path = Bundle.module.path(forResource: \(literal), ofType: nil)")
        $0.add("try self.init(path: path ?? \(literal), workers: workers)")
      }
      lines.add("}")
    }
    lines.add()
    lines.add("/// Gets the model of another file ready, which must have the same interface.")
    lines.add("/// - Parameters:")
    lines.add("///   - path: Where the file is.")
    lines.add("///   - workers: The threads that share the work of one call.")
    lines.add("/// - Throws: `RefusedModelError`: no such file, a damaged one, another interface.")
    lines.add("init(path: String, workers: WorkerPool = .single) throws(RefusedModelError) {")
    lines.indent {
      $0.add("do {")
      $0.add("  predictor = try Predictor(path: path, workers: workers)")
      $0.add("} catch {")
      $0.add("  throw .file(error)")
      $0.add("}")
      $0.add("try predictor.check(interface: Self.interface, name: path)")
    }
    lines.add("}")
    lines.add()
    lines.add("/// Takes a model that somebody has loaded, such as a `ModelStore`.")
    lines.add("/// - Throws: `RefusedModelError`, if it has another interface.")
    lines.add("init(predictor: Predictor) throws(RefusedModelError) {")
    lines.indent {
      $0.add("try predictor.check(")
      $0.add("  interface: Self.interface, name: \(SwiftLiteral.string(type.name)))")
      $0.add("self.predictor = predictor")
    }
    lines.add("}")
  }

  private static func addPredictions(to lines: inout SourceLines, _ input: InputSource) {
    lines.add("/// What the model says of an input.")
    lines.add("/// - Throws: `PredictionError`: a number that is not finite, what a layer refuses.")
    lines.add("func predict(_ input: Input) throws(PredictionError) -> Output {")
    lines.add("  Output(try predictor.answer(\(input.one)))")
    lines.add("}")
    lines.add()
    lines.add(
      "/// What the model says of inputs, in their order: of each what it says of it alone.")
    lines.add("/// - Throws: `PredictionError` for the first that is refused.")
    lines.add("func predict(_ inputs: [Input]) throws(PredictionError) -> [Output] {")
    lines.add("  try predictor.answers(\(input.many)).map { Output($0) }")
    lines.add("}")
  }
}
