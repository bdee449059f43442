import Strata

/// What a training begins with: a model's file, a network file, or the sizes of hidden layers.
enum Start {
  case file(ModelFile, path: String, standardizes: Bool)
  case network(Architecture, path: String, seed: UInt64, standardizes: Bool)
  case hidden([Int], any Activation, seed: UInt64, standardizes: Bool)

  init(_ arguments: Arguments) throws {
    let (network, hidden) = (arguments.string("--network"), try arguments.list("--hidden"))
    let given = arguments.operands.count + (network == nil ? 0 : 1) + (hidden == nil ? 0 : 1)
    guard given == 1 else {
      throw UsageError(
        "expected one of MODEL.strata, --network and --hidden, got \(given == 0 ? "none" : "more")")
    }
    if hidden == nil, arguments.has("--activation") {
      throw UsageError("--activation goes with --hidden")
    }
    let seed = try arguments.seed() ?? 0
    let prepare = try arguments.choice("--prepare", of: ["standardize", "none"])
    if let network {
      self = .network(
        try NetworkFile.architecture(network), path: network, seed: seed,
        standardizes: prepare == "standardize")
    } else if let hidden {
      self = .hidden(
        try Self.units(hidden), try Self.activation(arguments.string("--activation") ?? ReLU.kind),
        seed: seed, standardizes: prepare != "none")
    } else {
      let path = arguments.operands[0]
      let file = try ModelFile(path: path, plugins: Plugins.registry)
      guard prepare == nil || file.model.preparation?.target == nil else {
        throw UsageError("--prepare: a trained model's file says how it prepares data")
      }
      self = .file(file, path: path, standardizes: prepare == "standardize")
    }
  }

  /// The model's file, if there is one.
  var file: ModelFile? {
    if case .file(let file, _, _) = self { file } else { nil }
  }

  /// The file that the network comes from, if it does.
  var path: String? {
    switch self {
    case .file(_, let path, _), .network(_, let path, _, _): path
    case .hidden: nil
    }
  }

  /// Whether numbers are to be brought to mean 0 and deviation 1.
  var standardizes: Bool {
    switch self {
    case .file(_, _, let standardizes), .network(_, _, _, let standardizes),
      .hidden(_, _, _, let standardizes):
      standardizes
    }
  }

  /// The model to train.
  /// - Parameters:
  ///   - preparation: What the data is prepared with: it says how many inputs and outputs there are.
  ///   - sampleShape: The shape of one sample of an array.
  ///   - loss: The loss that was asked for: one from probabilities needs a last activation.
  ///   - settings: Options of layers that are other than the network says.
  func model(
    for preparation: Preparation, sampleShape: Shape?, _ loss: (any Loss)?,
    _ settings: [LayerSetting]
  ) throws -> Model {
    func changed(_ network: Architecture) throws(UsageError) -> Architecture {
      var network = network
      for setting in settings { network = try setting.applied(to: network) }
      return network
    }
    switch self {
    case .file(let file, _, _):
      if settings.isEmpty { return file.model }
      return try Self.model(file.model, as: changed(file.model.architecture))
    case .network(let architecture, let path, let seed, _):
      let network = try changed(architecture)
      return try FileProblem.naming(path) { try Model(network, seed: seed) }
    case .hidden(let units, let activation, let seed, _):
      let inputs = sampleShape?.count ?? preparation.input.width ?? 0
      var layers = units.map { Self.dense($0, activation) }
      layers.append(Self.last(preparation.target, loss))
      let network = try Architecture(
        input: Shape([inputs]), layers: layers.map { (name: nil, layer: AnyLayer($0)) })
      return try Model(changed(network), seed: seed)
    }
  }

  /// A model whose network is changed and whose weights stay.
  /// - Throws: ``UsageError`` if they do not fit.
  private static func model(_ model: Model, as network: Architecture) throws -> Model {
    do {
      var changed = try Model(network, parameters: model.parameters)
      (changed.preparation, changed.metadata) = (model.preparation, model.metadata)
      return changed
    } catch {
      throw UsageError("--set: the weights of a trained model stay: \(error)")
    }
  }

  private static func dense(_ units: Int, _ activation: some Activation) -> Dense {
    Dense(units, activation: activation)
  }

  private static func last(_ target: TargetPreparation?, _ loss: (any Loss)?) -> Dense {
    let outputs =
      switch target {
      case .classes(let classes): classes.labels.count
      case .numbers(let numbers): numbers.count
      case nil: 1
      }
    switch loss {
    case is CategoricalCrossEntropy, is KLDivergence: return Dense(outputs, activation: .softmax)
    case is BinaryCrossEntropy where outputs == 2: return Dense(1, activation: .sigmoid)
    case is BinaryCrossEntropy: return Dense(outputs, activation: .sigmoid)
    // Rates are over 0.
    case let poisson as Poisson where !poisson.logInput:
      return Dense(outputs, activation: .softplus)
    case let loss? where loss.outputForm == .sigmoidLogits && outputs == 2:
      if case .classes = target { return Dense(1) }
      return Dense(outputs)
    default: return Dense(outputs)
    }
  }

  private static func units(_ words: [String]) throws -> [Int] {
    try words.map { word in
      guard let units = Int(word), units > 0 else {
        throw UsageError("--hidden: expected whole numbers over 0, got '\(word)'")
      }
      return units
    }
  }

  private static func activation(_ name: String) throws -> any Activation {
    let registry = Plugins.registry
    guard let found = try? registry.plugin(.activation, kind: name) as? any Activation else {
      throw UsageError("--activation: \(registry.unknown(.activation, kind: name))")
    }
    return found
  }
}
