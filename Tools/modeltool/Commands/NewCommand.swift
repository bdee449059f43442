import Strata
import StrataBytes

/// Makes an untrained model, or a network file to start from.
enum NewCommand: Command {
  static let name = "new"
  static let summary =
    "Make an untrained model from a network file, or a network file to start from"
  static let usage = [
    "new --network NET.json [--seed N] --output MODEL.strata",
    "new --preset NAME [--inputs N[,N…]] [--outputs N] --output NET.json",
  ]
  static let notes = [
    "A network file describes the layers:",
    #"  {"input": [784], "layers": [{"dense": {"units": 256, "activation": "relu"}},"#,
    #"                              {"dense": {"units": 10}}]}"#,
    "'modeltool plugins layer' lists the kinds of layers and what each takes. A preset is such a file",
    "to start from; what each layer is for is told on standard error.",
  ]
  static let options = [
    OptionSpec(
      "--network", "NET.json", "the network; - is standard input",
      default: "none: it or --preset is needed"),
    OptionSpec("--seed", "N", "what the first weights are drawn for", default: "0"),
    OptionSpec(
      "--preset", "mlp|autoencoder|regression|classifier", "write this network file instead",
      default: "none"),
    OptionSpec(
      "--inputs", "N[,N…]", "a preset's input: values of a row, or the shape of an image",
      default: "64"),
    OptionSpec(
      "--outputs", "N", "a preset's outputs",
      default: "10, 1 for regression, the autoencoder's inputs"),
    .output,
  ]
  static let examples = [
    Example("A network to start from", "modeltool new --preset classifier --output start.json"),
    Example(
      "One for images of 28×28 pixels and 3 classes",
      "modeltool new --preset mlp --inputs 28,28 --outputs 3 --output images.json"),
    Example(
      "An untrained model", "modeltool new --network start.json --seed 7 --output start.strata"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.noOperands()
    let output = try arguments.required("--output")
    if let word = try arguments.choice("--preset", of: Preset.allCases.map(\.rawValue)),
      let preset = Preset(rawValue: word)
    {
      for name in ["--network", "--seed"] where arguments.has(name) {
        throw UsageError("\(name) does not go with --preset")
      }
      try write(preset, arguments, to: output)
      return 0
    }
    for name in ["--inputs", "--outputs"] where arguments.has(name) {
      throw UsageError("\(name) goes with --preset")
    }
    let network = try arguments.required("--network")
    let seed = try arguments.seed() ?? 0
    let model = try NetworkFile.model(network, seed: seed)
    try ModelFile(model).write(to: output)
    return 0
  }

  private static func write(_ preset: Preset, _ arguments: Arguments, to output: String) throws {
    let most = Int(Int32.max)
    let lengths = try arguments.integers("--inputs", atLeast: 1, atMost: most) ?? [64]
    let shape: Shape
    do {
      shape = try Shape(lengths)
    } catch {
      throw UsageError("--inputs: \(error)")
    }
    let asked = try arguments.integer("--outputs", atLeast: 1, atMost: most)
    if preset == .autoencoder, let asked, asked != shape.count {
      throw UsageError("--outputs: an autoencoder has as many as inputs, \(shape.count)")
    }
    let outputs = asked ?? preset.standardOutputs(inputs: shape.count)
    let (architecture, why) = try preset.network(input: shape, outputs: outputs)
    let text = try NetworkFile.text(architecture)
    if output == "-" {
      try StandardOutput.print(text)
    } else {
      try AtomicFile.write(to: output) { (file) throws(ByteError) in
        try file.write(Array(text.utf8))
      }
    }
    StandardOutput.complain(explanation(preset, architecture, why, output))
  }

  /// What each layer is for, and how to go on.
  private static func explanation(
    _ preset: Preset, _ architecture: Architecture, _ why: [String], _ output: String
  ) -> String {
    var page = HelpPage(width: Screen.columns(.errors) ?? HelpPage.standardWidth)
    page.paragraph(preset.purpose)
    page.space()
    let heads = architecture.nodes.map(\.name)
    let width = heads.map(\.count).max() ?? 0
    for (head, why) in zip(heads, why) { page.definition(head, why, headWidth: width) }
    page.space()
    page.paragraph("Change the numbers as you like, then:")
    page.line("  " + preset.training(output == "-" ? "NET.json" : output.printable))
    return page.text
  }
}
