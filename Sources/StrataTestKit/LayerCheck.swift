public import StrataLayers
import StrataModel
public import StrataPlugin
public import StrataTensor

/// Checks all that a layer promises.
///
/// - Every output and every gradient is written whole, in the shapes that the layer announces.
/// - In Double, the gradients of all `float32` inputs and trained parameters are those of signed
///   central differences, in training and in inference; also when the layer stands twice in a network
///   and shares its parameters.
/// - A number that is not whole is refused where an input is `int32`.
/// - Float agrees with Double.
/// - The same bits come twice, with 1, 2, 3 and 8 threads, in training and in inference, whether or
///   not the inputs' gradients are asked for.
/// - A `Predictor` gives a sample the same bits in batches of 1, 7, 64 and all, with 1, 2, 3 and 8
///   threads.
/// - Training gives samples the same bits whatever samples stand behind them, and inference changes
///   nothing that is not trained. Only a layer that changes what is not trained, such as a running
///   mean, may let a sample depend on its neighbours, and only while training.
/// - The layer comes back from its coded form, and its kind is found in a registry.
///
/// Random layers are checked at one draw, which the seed fixes. The kernel set is the process's
/// own; compare the digests of processes with different `STRATA_KERNELS`.
/// - Parameters:
///   - layer: The layer.
///   - inputs: The shape of one sample of each input, without the batch.
///   - outputs: The shapes of one sample of the outputs, if they are to be compared.
///   - dtypes: The number type of each input; `float32` for all if it is empty.
///   - integersBelow: What whole numbers are drawn below, for `int32` inputs.
///   - values: Inputs of your own, [batch] + the shape of a sample; drawn from −1…1 if nil.
///   - parameters: Values of your own for parameters, by the names that the layer gives them.
///     Others begin as the layer says; trained ones are then moved a little at random.
///   - plugins: The types of plugins outside the package that the layer's configuration holds.
///   - seed: What all drawn numbers depend on.
///   - tolerances: How near is near.
/// - Returns: A digest of all that was computed in Float.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkLayer(
  _ layer: some Layer, inputs: [Shape], outputs: [Shape]? = nil, dtypes: [DType] = [],
  integersBelow: Int = 2, values: [Tensor<Float>]? = nil,
  parameters: [String: Tensor<Float>] = [:], plugins: [any Plugin.Type] = [], seed: UInt64 = 1,
  tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(layer, plugins: plugins)
  let check = try LayerCheck(
    layer,
    inputs.enumerated().map {
      ValueType(batchOf: $1, dtypes.indices.contains($0) ? dtypes[$0] : .float32)
    },
    Draw(seed: seed, integersBelow: integersBelow), values, parameters: parameters,
    tolerances: tolerances)
  try check.shapes(outputs)
  try check.integers()
  try check.gradients()
  try check.sharing()
  var digest = Digest()
  try check.float(&digest)
  try check.rows()
  try check.neighbours()
  try check.predictions()
  try check.threads(&digest)
  try InferenceGradientCheck(check.subject, check.model, check.values, tolerances).check(seed: seed)
  return digest
}

/// Draws a layer's inputs.
struct Draw {
  let seed: UInt64
  let integersBelow: Int

  /// A tensor of a type's dtype: numbers from −1…1, or whole ones.
  func callAsFunction(_ types: [ValueType], batch: Int, shift: UInt64 = 0) -> [Tensor<Float>] {
    types.enumerated().map { index, type in
      let seed = seed &+ shift &+ UInt64(index)
      let shape = (try? Shape([batch] + type.sample.compactMap(\.length))) ?? [batch]
      guard type.dtype != .float32 else { return Samples.uniform(shape, seed: seed) }
      let integers = Samples.classes(shape.count, below: integersBelow, seed: seed)
      var tensor = Tensor<Float>(zeros: shape)
      for index in 0..<shape.count { tensor[index] = Float(integers[index]) }
      return tensor
    }
  }
}

struct LayerCheck {
  let subject: String
  let layer: any Layer
  let types: [ValueType]
  let outputTypes: [ValueType]
  let given: [Tensor<Float>]?
  let values: [Tensor<Float>]
  let model: Model
  let inputNames: [String]
  let draw: Draw
  let tolerances: Tolerances
  let compare: Comparison

  init(
    _ layer: some Layer, _ types: [ValueType], _ draw: Draw, _ given: [Tensor<Float>]?,
    parameters: [String: Tensor<Float>], tolerances: Tolerances
  ) throws(CheckFailure) {
    let subject = "layer '\(type(of: layer).kind)'"
    self.subject = subject
    self.layer = layer
    self.draw = draw
    self.tolerances = tolerances
    compare = Comparison(subject: subject, tolerances: tolerances)
    self.types = types
    inputNames = types.indices.map { "input\($0)" }
    do throws(LayerError) {
      outputTypes = try layer.outputs(for: types)
    } catch {
      throw CheckFailure(
        subject, "outputs", expected: "types for the inputs \(types)", got: error.description)
    }
    self.given = given
    values = given ?? draw(types, batch: 5)
    model = try Self.model(
      subject, layer, types, outputTypes, values, parameters: parameters, seed: draw.seed)
  }

  /// The layer alone, or a number of times side by side with shared parameters.
  private static func graph(
    _ subject: String, _ layer: any Layer, _ types: [ValueType], _ outputs: [ValueType],
    times: Int
  ) throws(CheckFailure) -> Architecture {
    var inputs: [Architecture.Input] = []
    var nodes: [Node] = []
    var edges: [Edge] = []
    for time in 0..<times {
      let own = types.indices.map { "input\(time * types.count + $0)" }
      inputs += zip(own, types).map { Architecture.Input($0, $1) }
      let name = "layer\(time)"
      nodes.append(
        Node(name, AnyLayer(layer), inputs: own.map { Edge($0) }, parameterScope: "layer0"))
      edges += outputs.indices.map { Edge(name, output: $0) }
    }
    do {
      return try Architecture(inputs: inputs, nodes: nodes, outputs: edges)
    } catch {
      throw CheckFailure(
        subject, "network", expected: "one of this layer", got: error.description)
    }
  }

  private static func model(
    _ subject: String, _ layer: any Layer, _ types: [ValueType], _ outputs: [ValueType],
    _ values: [Tensor<Float>], parameters given: [String: Tensor<Float>], seed: UInt64
  ) throws(CheckFailure) -> Model {
    do {
      var model = try Model(
        graph(subject, layer, types, outputs, times: 1), seed: seed)
      var fitted: [Tensor<Float>]?
      if let layer = layer as? any FittedLayer { fitted = try layer.fit(TensorView(values[0])) }
      for (index, parameter) in model.parameters.enumerated() {
        let name = String(parameter.name.dropFirst("layer0.".count))
        if let tensor = given[name] ?? fitted?[index] {
          try model.setParameter(parameter.name, to: tensor)
        } else if parameter.isTrainable {
          // Zeros and ones would hide a parameter that is used in a wrong place.
          let shift = Samples.uniform(
            parameter.tensor.shape, in: -0.5...0.5, seed: seed &+ 100 &+ UInt64(index))
          var moved = parameter.tensor
          for element in 0..<moved.shape.count {
            moved[element] += shift[element]
          }
          try model.setParameter(parameter.name, to: moved)
        }
      }
      for name in given.keys.sorted() where model.parameter("layer0.\(name)") == nil {
        throw CheckFailure(
          subject, "parameters",
          expected: "one of "
            + model.parameters.map { String($0.name.dropFirst("layer0.".count)) }.description,
          got: "'\(name)'")
      }
      return model
    } catch let failure as CheckFailure {
      throw failure
    } catch {
      throw CheckFailure(subject, "network", expected: "one of this layer", got: "\(error)")
    }
  }

  func objective(_ trial: Trial<some Real>) -> LinearObjective {
    LinearObjective(trial.plan.outputs.map(\.shape), seed: draw.seed)
  }

  func shapes(_ expected: [Shape]?) throws(CheckFailure) {
    if let expected {
      let promised = outputTypes.map { $0.sample.map(\.description) }
      guard promised == expected.map({ $0.array.map(String.init) }) else {
        throw CheckFailure(
          subject, "outputs", expected: "samples of \(expected)", got: "\(outputTypes)")
      }
    }
    // A batch of a known length must give what the open one promises.
    let batch = values[0].rowCount
    let fixed = types.map { ValueType($0.dtype, [.fixed(batch)] + $0.sample) }
    let outputs: [ValueType]
    do {
      outputs = try layer.outputs(for: fixed)
    } catch {
      throw CheckFailure(
        subject, "outputs", expected: "types for the inputs \(fixed)", got: error.description)
    }
    func shape(_ type: ValueType) throws(CheckFailure) -> Shape {
      do {
        return try type.shape(["batch": batch])
      } catch {
        throw CheckFailure(
          subject, "outputs", expected: "a shape for a batch", got: error.description)
      }
    }
    for (index, (open, closed)) in zip(outputTypes, outputs).enumerated() {
      guard try shape(open) == shape(closed), try shape(open).array.first == batch else {
        throw CheckFailure(
          subject, "output \(index)", expected: "\(open) with the batch \(batch)", got: "\(closed)")
      }
    }
    let trial = try Trial<Double>(subject, model, values)
    for mode in [Mode.training, .inference] {
      try trial.forward(mode)
      for (index, output) in trial.plan.outputs.enumerated() {
        try compare.written("output \(index) in \(mode)", output.tensor.elements)
      }
    }
    guard !trial.hasChangedBuffers else {
      throw CheckFailure(
        subject, "inference", expected: "what is not trained to stay as it is",
        got: "another value")
    }
  }

  func integers() throws(CheckFailure) {
    for (index, type) in types.enumerated() where type.dtype == .int32 {
      guard values[index].shape.count > 0 else { continue }
      var wrong = values
      wrong[index][0] += 0.5
      let trial = try Trial<Float>(subject, model, wrong)
      // What it refuses it says in an error of its own.
      guard (try? trial.forward(.inference)) != nil else { continue }
      throw CheckFailure(
        subject, "'\(inputNames[index])', a number that is not whole", expected: "an error",
        got: "none")
    }
  }

  func gradients() throws(CheckFailure) {
    let trial = try Trial<Double>(subject, model, values)
    try trial.checkGradients(objective(trial), tolerances)
  }

  func sharing() throws(CheckFailure) {
    guard model.parameters.contains(where: \.isTrainable) else { return }
    let twice: Model
    do {
      twice = try Model(
        Self.graph(subject, layer, types, outputTypes, times: 2), parameters: model.parameters)
    } catch let failure as CheckFailure {
      throw failure
    } catch {
      throw CheckFailure(
        subject, "sharing", expected: "one set of parameters for two nodes", got: "\(error)")
    }
    let others = draw(types, batch: values[0].rowCount, shift: 50)
    let trial = try Trial<Double>("\(subject) twice", twice, values + others)
    try trial.checkGradients(objective(trial), tolerances)
  }

  func float(_ digest: inout Digest) throws(CheckFailure) {
    let single = try Trial<Float>(subject, model, values)
    let double = try Trial<Double>(subject, model, values)
    let objective = objective(single)
    let got = try single.run(objective)
    let expected = try double.run(objective)
    for (index, output) in got.outputs.enumerated() {
      try compare.near("output \(index) in Float", output, expected.outputs[index])
    }
    for (index, gradient) in got.inputGradients.enumerated() {
      try compare.near(
        "gradient of '\(single.differentiable[index].name)' in Float", gradient,
        expected.inputGradients[index])
    }
    for (index, parameter) in single.parameterList.enumerated() {
      if parameter.isTrainable {
        try compare.near(
          "gradient of '\(parameter.name)' in Float", got.parameterGradients[index],
          expected.parameterGradients[index])
      } else {
        try compare.near(
          "'\(parameter.name)' in Float", got.buffers[index], expected.buffers[index])
      }
    }
    add(got, to: &digest)

    try same("twice on the same memory", try single.run(objective), got)
    try same(
      "twice on fresh memory", try Trial<Float>(subject, model, values).run(objective), got)
    let without = try Trial<Float>(subject, model, values, inputGradients: false).run(objective)
    try same(
      "without the inputs' gradients",
      Trial.Result(
        outputs: without.outputs, inputGradients: got.inputGradients,
        parameterGradients: without.parameterGradients, buffers: without.buffers), got)
  }
}
