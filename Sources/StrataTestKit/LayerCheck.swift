public import StrataLayers
import StrataModel
public import StrataPlugin
public import StrataTensor

/// Checks all that a layer promises.
///
/// - Every output and every gradient is written whole, in the shapes that the layer announces.
/// - In Double, the gradients of all inputs and trained parameters are those of signed central
///   differences, in training and in inference; also when two nodes share the layer's parameters.
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
  _ layer: some Layer, inputs: [Shape], outputs: [Shape]? = nil, values: [Tensor<Float>]? = nil,
  parameters: [String: Tensor<Float>] = [:], plugins: [any Plugin.Type] = [], seed: UInt64 = 1,
  tolerances: Tolerances = .standard
) throws(CheckFailure) -> Digest {
  try checkCoding(layer, plugins: plugins)
  let check = try LayerCheck(
    layer, inputs, values, parameters: parameters, seed: seed, tolerances: tolerances)
  try check.shapes(outputs)
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

private struct LayerCheck {
  let subject: String
  let layer: any Layer
  let types: [ValueType]
  let outputTypes: [ValueType]
  let given: [Tensor<Float>]?
  let values: [Tensor<Float>]
  let model: Model
  let inputNames: [String]
  let seed: UInt64
  let tolerances: Tolerances
  let compare: Comparison

  init(
    _ layer: some Layer, _ samples: [Shape], _ given: [Tensor<Float>]?,
    parameters: [String: Tensor<Float>], seed: UInt64, tolerances: Tolerances
  ) throws(CheckFailure) {
    let subject = "layer '\(type(of: layer).kind)'"
    self.subject = subject
    self.layer = layer
    self.seed = seed
    self.tolerances = tolerances
    compare = Comparison(subject: subject, tolerances: tolerances)
    types = samples.map { ValueType(batchOf: $0) }
    inputNames = samples.indices.map { "input\($0)" }
    do throws(LayerError) {
      outputTypes = try layer.outputs(for: types)
    } catch {
      throw CheckFailure(
        subject, "outputs", expected: "types for the inputs \(types)", got: error.description)
    }
    self.given = given
    values = given ?? Self.draw(types, batch: 5, seed: seed)
    model = try Self.model(
      subject, layer, types, outputTypes, values, parameters: parameters, seed: seed)
  }

  private static func draw(_ types: [ValueType], batch: Int, seed: UInt64) -> [Tensor<Float>] {
    types.enumerated().map { index, type in
      let sample = type.sample.compactMap(\.length)
      let shape = (try? Shape([batch] + sample)) ?? [batch]
      return Samples.uniform(shape, seed: seed &+ UInt64(index))
    }
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

  private func objective(_ trial: Trial<some Real>) -> LinearObjective {
    LinearObjective(trial.plan.outputs.map(\.shape), seed: seed)
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

  func gradients() throws(CheckFailure) {
    let trial = try Trial<Double>(subject, model, values)
    try trial.checkGradients(objective(trial), inputNames: inputNames, tolerances)
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
    let others = Self.draw(types, batch: values[0].rowCount, seed: seed &+ 50)
    let trial = try Trial<Double>("\(subject) twice", twice, values + others)
    try trial.checkGradients(
      objective(trial), inputNames: (0..<2 * types.count).map { "input\($0)" }, tolerances)
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
        "gradient of '\(inputNames[index])' in Float", gradient, expected.inputGradients[index])
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

  func rows() throws(CheckFailure) {
    let batch = try Trial<Float>(subject, model, values)
    try batch.forward(.inference)
    for row in 0..<values[0].rowCount {
      let alone = try Trial<Float>(subject, model, values.map { $0.rows([row]) })
      try alone.forward(.inference)
      for (index, output) in alone.plan.outputs.enumerated() {
        try compare.sameBits(
          "output \(index) of sample \(row) alone", output.tensor.elements,
          batch.plan.outputs[index].rows(row..<row + 1).tensor.elements)
      }
    }
  }

  /// While training, a sample may know its place but not who stands behind it.
  func neighbours() throws(CheckFailure) {
    let whole = try Trial<Float>(subject, model, values)
    try whole.forward(.training)
    // Statistics of a batch are what running ones are made of.
    if whole.hasChangedBuffers { return }
    for count in 1..<max(values[0].rowCount, 1) {
      let part = try Trial<Float>(subject, model, values.map { $0.rows(Array(0..<count)) })
      try part.forward(.training)
      for (index, output) in part.plan.outputs.enumerated() {
        try compare.sameBits(
          "output \(index) of the first \(count) samples alone, while training",
          output.tensor.elements, whole.plan.outputs[index].rows(0..<count).tensor.elements)
      }
    }
  }

  /// The given samples over and over.
  private func values(_ count: Int) -> [Tensor<Float>] {
    values.map { tensor in tensor.rows((0..<count).map { $0 % tensor.rowCount }) }
  }

  /// What programs predict with: packed weights, batches rounded up, any number of threads.
  func predictions() throws(CheckFailure) {
    // Two batches of 64 and a rest.
    let samples = given == nil ? Self.draw(types, batch: 135, seed: seed) : values(135)
    let all = try Trial<Float>(subject, model, samples)
    try all.forward(.inference)
    for threads in SharedWork.threads {
      let workers = WorkerPool(threads: threads)
      for batch in [1, 7, 64, 135] {
        let got = try predict(samples, batch: batch, workers)
        for (index, output) in all.plan.outputs.enumerated() {
          try compare.sameBits(
            "output \(index) predicted in batches of \(batch) with \(threads) threads",
            got[index], output.tensor.elements)
        }
      }
    }
  }

  private func predict(
    _ samples: [Tensor<Float>], batch: Int, _ workers: WorkerPool
  ) throws(CheckFailure) -> [[Float]] {
    var results = outputTypes.map { _ in [Float]() }
    do throws(ModelError) {
      let predictor = try Predictor(model, workers: workers)
      for start in stride(from: 0, to: samples[0].rowCount, by: batch) {
        let range = Array(start..<min(start + batch, samples[0].rowCount))
        let outputs = try predictor.predict(samples.map { $0.rows(range) })
        for (index, output) in outputs.enumerated() { results[index] += output.elements }
      }
    } catch {
      throw CheckFailure(
        subject, "prediction", expected: "outputs for its own inputs", got: error.description)
    }
    return results
  }

  func threads(_ digest: inout Digest) throws(CheckFailure) {
    let lengths = (types + outputTypes).map { max($0.sampleCount ?? 1, 1) }
    let values = values(SharedWork.elements / (lengths.min() ?? 1) + 65)
    let one = try Trial<Float>(subject, model, values)
    let objective = objective(one)
    let expected = try one.run(objective)
    add(expected, to: &digest)
    try one.forward(.inference)
    let inferred = one.plan.outputs.map(\.tensor.elements)
    for values in inferred { digest.add(values) }
    for threads in SharedWork.threads.dropFirst() {
      let trial = try Trial<Float>(
        subject, model, values, workers: WorkerPool(threads: threads))
      try same("with \(threads) threads", try trial.run(objective), expected)
      try trial.forward(.inference)
      for (index, output) in trial.plan.outputs.enumerated() {
        try compare.sameBits(
          "output \(index) in inference with \(threads) threads", output.tensor.elements,
          inferred[index])
      }
    }
  }

  private func same(
    _ what: String, _ got: Trial<Float>.Result, _ expected: Trial<Float>.Result
  ) throws(CheckFailure) {
    for (index, output) in got.outputs.enumerated() {
      try compare.sameBits("output \(index) \(what)", output, expected.outputs[index])
    }
    for (index, gradient) in got.inputGradients.enumerated() {
      try compare.sameBits(
        "gradient of '\(inputNames[index])' \(what)", gradient, expected.inputGradients[index])
    }
    for (index, gradient) in got.parameterGradients.enumerated() {
      try compare.sameBits(
        "gradient of '\(model.parameters[index].name)' \(what)", gradient,
        expected.parameterGradients[index])
    }
    for (index, buffer) in got.buffers.enumerated() {
      try compare.sameBits(
        "'\(model.parameters[index].name)' \(what)", buffer, expected.buffers[index])
    }
  }

  private func add(_ result: Trial<Float>.Result, to digest: inout Digest) {
    for values in result.outputs + result.inputGradients + result.buffers { digest.add(values) }
    for (values, parameter) in zip(result.parameterGradients, model.parameters)
    where parameter.isTrainable {
      digest.add(values)
    }
  }
}
