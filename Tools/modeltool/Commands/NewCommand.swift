import Strata

/// Makes an untrained model.
enum NewCommand: Command {
  static let name = "new"
  static let summary = "Make an untrained model from a network file"
  static let usage = ["new --network NET.json [--seed N] --output MODEL.strata"]
  static let notes = [
    "A network file describes the layers:",
    #"  {"input": [784], "layers": [{"dense": {"units": 256, "activation": "relu"}},"#,
    #"                              {"dense": {"units": 10}}]}"#,
  ]
  static let options = [
    OptionSpec("--network", "NET.json", "the network; - is standard input"),
    OptionSpec("--seed", "N", "what the first weights are drawn for", default: "0"), .output,
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    try arguments.noOperands()
    let network = try arguments.required("--network")
    let output = try arguments.required("--output")
    let seed = try arguments.seed() ?? 0
    let model = try NetworkFile.model(network, seed: seed)
    try ModelFile(model).write(to: output)
    return 0
  }
}
