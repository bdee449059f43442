import Strata

/// Exchanges weights with other programs, and changes how a model stores its own.
enum ConvertCommand: Command {
  static let name = "convert"
  static let summary = "Exchange weights with other programs, or store a model's in another way"
  static let usage = [
    "convert WEIGHTS.safetensors|WEIGHTS.npz OUT.strata",
    "convert MODEL.strata|WEIGHTS.strata OUT.safetensors|OUT.npz [--layout pytorch]",
    "convert WEIGHTS --into MODEL.strata --output OUT.strata [--map RULES]",
    "convert MODEL.strata OUT.strata --storage f32|f16|bf16|int8",
  ]
  static let notes = [
    "Weights alone keep every name, number type and bit; the ending of a name tells the format.",
    "With --into, tensors find their parameters by the rules of --map, by name, and by the names and",
    "shapes of whole modules in the order of their numbers: 0.weight, 2.weight; fc1.bias, fc2.bias.",
    "Nothing is written unless every parameter of the model has a tensor that fits.",
    "RULES are theirs=ours, separated by commas, with * for any text, or a file with one a line:",
    "  --map 'encoder.*=dense1.*,head.weight=dense2.weight,unused.*='",
  ]
  static let options = [
    OptionSpec(
      "--into", "MODEL.strata", "the model that the weights are put into", default: "none"),
    OptionSpec(
      "--output", "FILE", "where to write with --into; - is standard output",
      default: "the second file named"),
    OptionSpec(
      "--map", "RULES", "which tensor becomes which parameter, or a file that says so",
      default: "by name and shape"),
    OptionSpec(
      "--transpose", "PATTERN", "tensors to turn, such as '*.kernel'; may be given again",
      default: "none", repeats: true),
    OptionSpec(
      "--layout", "strata|pytorch", "dense weights [inputs, outputs], or [outputs, inputs]",
      default: "out: strata; --into: as found"),
    OptionSpec(
      "--storage", "TYPE", "f32, f16, bf16, or int8 with a scale per channel",
      default: "as it is"),
  ]
  static let examples = [
    Example(
      "Weights for PyTorch", "modeltool convert digits.strata digits.safetensors --layout pytorch"),
    Example(
      "And back into the model",
      "modeltool convert digits.safetensors --into digits.strata --output again.strata"),
    Example(
      "A file of a quarter of the size",
      "modeltool convert digits.strata small.strata --storage int8"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let layout = try arguments.choice("--layout", of: WeightLayout.allCases.map(\.rawValue))
      .flatMap { WeightLayout(rawValue: $0) }
    if arguments.has("--into") {
      try refuse(["--storage"], "does not go with --into", arguments)
      try put(arguments.operand("WEIGHTS"), layout, arguments)
      return 0
    }
    try refuse(["--output", "--map", "--transpose"], "goes with --into alone", arguments)
    guard arguments.operands.count == 2 else {
      throw UsageError("expected a file to read and one to write, got \(arguments.operands.count)")
    }
    let (input, output) = (arguments.operands[0], arguments.operands[1])
    if let storage = try arguments.choice("--storage", of: Storage.allCases.map(\.rawValue)) {
      try refuse(["--layout"], "does not go with --storage", arguments)
      try store(input, as: Storage(rawValue: storage) ?? .f32, output)
    } else {
      try rewrite(input, layout, output)
    }
    return 0
  }

  /// Refuses options that belong to another form.
  private static func refuse(
    _ names: [String], _ reason: String, _ arguments: Arguments
  ) throws(UsageError) {
    for name in names where arguments.has(name) || !arguments.strings(name).isEmpty {
      throw UsageError("\(name): \(reason)")
    }
  }

  private static func store(_ input: String, as storage: Storage, _ output: String) throws {
    try ModelFile(path: input, plugins: Plugins.registry).converted(to: storage).write(to: output)
  }

  private static func rewrite(_ input: String, _ layout: WeightLayout?, _ output: String) throws {
    let format = try WeightFormat(path: output)
    guard try WeightFormat(path: input) != format else {
      throw UsageError("expected files of two formats, or --storage or --into")
    }
    let weights = try Weights(path: input, plugins: Plugins.registry, layout: layout ?? .strata)
    if let layout, weights.layout != layout {
      throw FileProblem(
        path: input,
        error: Mismatch(
          expected: "a model, whose parameters --layout can turn", got: "weights alone"))
    }
    try weights.write(to: output)
    let bytes = weights.tensors.reduce(0) { $0 + $1.bytes.count }
    try StandardOutput.print(
      "\(Numbers.counted(weights.tensors.count, "tensor")), \(Numbers.bytes(bytes))\n")
    // What the export itself notes is nobody's loss.
    let isExported = weights.metadata.contains { $0.key == WeightLayout.key }
    let notes = weights.metadata.filter {
      !isExported || ($0.key != WeightLayout.key && $0.key != "format")
    }
    if !format.holdsMetadata, !notes.isEmpty {
      StandardOutput.complain(
        "modeltool: left out: \(Numbers.counted(notes.count, "note")), "
          + "for which .\(format.rawValue) has no place\n")
    }
  }

  private static func put(_ input: String, _ layout: WeightLayout?, _ arguments: Arguments) throws {
    let output = try arguments.required("--output")
    let rules = ImportRules(
      map: try arguments.string("--map").map(map) ?? WeightMap(),
      transposed: arguments.strings("--transpose").map { NamePattern($0) }, layout: layout)
    let file = try ModelFile(path: arguments.required("--into"), plugins: Plugins.registry)
    let weights = try Weights(path: input, plugins: Plugins.registry)
    do {
      let result = try WeightImport(weights, into: file.model, rules: rules)
      try file.replacing(result.model, state: nil, optimizerState: []).write(to: output)
      if output == "-" {
        StandardOutput.complain(result.report.description)
      } else {
        try StandardOutput.print(folding: result.report.description)
      }
    } catch ExchangeError.unfit(let report) {
      StandardOutput.complain(report.description)
      throw ExchangeError.unfit(report)
    }
  }

  /// Rules as they are given, or from the file of that name: rules have a sign of equality.
  private static func map(_ text: String) throws -> WeightMap {
    if text.contains("=") { return try WeightMap(text) }
    return try FileProblem.naming(text) { try WeightMap(path: text) }
  }
}
