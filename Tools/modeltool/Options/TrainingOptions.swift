import Strata

/// What the command line says about a training, checked before any file is read.
struct TrainingOptions {
  let data: String
  let labels: String?
  let targets: [String]?
  let text: [String]?
  let imputes: Bool?
  let validationData: String?
  let validationLabels: String?
  let validationSplit: Double?
  let loss: (any Loss)?
  let optimizer: (any Optimizer)?
  let learningRate: Double?
  let momentum: Double?
  let batchSize: Int?
  let seed: UInt64?
  let clipNorm: Bound?
  let clipValue: Bound?
  let weighsClasses: Bool?
  let settings: [LayerSetting]

  /// A bound for gradients, or that there is to be none.
  enum Bound {
    case none
    case at(Double)

    var value: Double? {
      if case .at(let value) = self { value } else { nil }
    }

    init?(_ name: String, _ arguments: Arguments) throws {
      if arguments.string(name) == "none" {
        self = .none
        return
      }
      let expected = "a number over 0 within the range of Float, or none"
      guard let value = try arguments.number(name, expected, where: TrainingState.isBound) else {
        return nil
      }
      self = .at(value)
    }
  }

  init(_ arguments: Arguments) throws {
    data = try arguments.required("--data")
    labels = arguments.string("--labels")
    targets = try arguments.list("--target")
    text = try arguments.list("--text")
    imputes = try arguments.choice("--impute", of: ["mean", "none"]).map { $0 == "mean" }
    validationData = arguments.string("--validation-data")
    validationLabels = arguments.string("--validation-labels")
    validationSplit = try arguments.number(
      "--validation-split", "a share over 0 and below 1", where: { $0 > 0 && $0 < 1 })
    loss = try arguments.string("--loss").map(LossChoice.named)
    optimizer = try arguments.string("--optimizer").map(OptimizerChoice.named)
    learningRate = try arguments.number("--learning-rate", "a number over 0", where: { $0 > 0 })
    momentum = try arguments.number(
      "--momentum", "a number from 0 up to below 1", where: { $0 >= 0 && $0 < 1 })
    batchSize = try arguments.integer("--batch-size", atLeast: 1)
    seed = try arguments.seed()
    clipNorm = try Bound("--clip-norm", arguments)
    clipValue = try Bound("--clip-value", arguments)
    weighsClasses = try arguments.choice("--class-weights", of: ["balanced", "none"])
      .map { $0 == "balanced" }
    settings = try arguments.strings("--set").map(LayerSetting.init)
    if labels != nil, targets != nil {
      throw UsageError("expected --labels for an array or --target for a table, got both")
    }
    if validationData != nil, validationSplit != nil {
      throw UsageError("expected --validation-data or --validation-split, got both")
    }
    if validationData == nil, validationLabels != nil {
      throw UsageError("--validation-labels goes with --validation-data")
    }
  }
}
