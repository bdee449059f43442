// Prints the kernel set in use, then what a training and every registered plugin give, a line each,
// `NAME: DIGEST`: the same lines under every kernel set. For `SameBitsTests`.

import Strata
import StrataTestKit

// MARK: - A training

/// Samples of three batches an epoch, the last of one sample.
let data = try Dataset(
  inputs: Samples.uniform([401, 37]), targets: .classes(Samples.classes(401, below: 5)))

/// A training with dropout, batch normalisation, Adam and clipping, in shapes that fill no vector.
func trained(threads: Int, clipNorm: Double? = 0.5, clipValue: Double? = 0.01) throws -> ModelFile {
  let model = try Model(input: [37], seed: 5) {
    Dense(133, activation: .tanh)
    BatchNorm()
    Dropout(0.3)
    // Its gradient is more than one thread's share for clipping.
    Dense(250, activation: .sigmoid)
    BatchNorm(momentum: 0.3)
    Dense(11, activation: .leakyReLU)
    Dense(5)
  }
  let trainer = try Trainer(
    model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01), metrics: [.accuracy],
    batchSize: 200, seed: 9, clipNorm: clipNorm, clipValue: clipValue,
    workers: WorkerPool(threads: threads))
  try trainer.fit(data, epochs: 2, validation: data)
  return ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
}

func hash(_ file: ModelFile) throws -> ContentHash {
  try StrataReader(file.encoded(), name: "probe.strata").contentHash
}

func prediction(_ model: Model, threads: Int, batch: Int) throws -> Digest {
  let predictor = try Predictor(model, workers: WorkerPool(threads: threads))
  var digest = Digest()
  for start in stride(from: 0, to: data.count, by: batch) {
    let range = Array(start..<min(start + batch, data.count))
    digest.add(try predictor.predict(data.inputs.rows(range)).elements)
  }
  return digest
}

func printTrainings() throws {
  for threads in [1, 2, 3, 8] {
    let file = try trained(threads: threads)
    print("training, \(threads) threads: \(try hash(file))")
    for batch in [1, 7, 64, data.count] {
      let digest = try prediction(file.model, threads: threads, batch: batch)
      print("prediction, \(threads) threads, batch \(batch): \(digest)")
    }
  }
  // Both bounds are met: without either the training is another one.
  print("without a bound of the norm: \(try hash(trained(threads: 1, clipNorm: nil)))")
  print("without a bound of values: \(try hash(trained(threads: 1, clipValue: nil)))")
}

// MARK: - Every plugin of the registry

/// Layers that have no defaults, or ask for certain shapes. One that is neither here nor made of
/// defaults ends the probe, and so the test: it cannot be forgotten.
let examples: [String: (layer: any Layer, inputs: [Shape], dtype: DType)] = [
  "dense": (Dense(35, activation: .relu), [[67]], .float32),
  "dropout": (Dropout(0.4), [[19]], .float32),
  "alphaDropout": (AlphaDropout(0.4), [[19]], .float32),
  "gaussianNoise": (GaussianNoise(0.5), [[19]], .float32),
  "reshape": (Reshape([3, 2]), [[6]], .float32),
  "rescaling": (Rescaling(scale: 1.5, offset: -0.25), [[19]], .float32),
  "activation": (ActivationLayer(.tanh), [[19]], .float32),
  // More features than a sum over a row has lanes.
  "layerNorm": (LayerNorm(), [[3, 71]], .float32),
  "rmsNorm": (RMSNorm(offset: true), [[3, 71]], .float32),
  "embedding": (Embedding(2, units: 19), [[3]], .int32),
  "oneHot": (OneHot(2), [[3]], .int32),
  "add": (Add(), [[19], [19], [19]], .float32),
  "subtract": (Subtract(), [[19], [19]], .float32),
  "multiply": (Multiply(), [[19], [19], [19]], .float32),
  "average": (Average(), [[19], [19], [19]], .float32),
  "maximum": (Maximum(), [[19], [19], [19]], .float32),
  "concatenate": (Concatenate(), [[3, 19], [3, 7]], .float32),
]

/// Schedules that do not know how many epochs there are.
let schedules: [String: any Schedule] = [
  "step": StepDecay(every: 3), "polynomial": PolynomialDecay(epochs: 20, power: 1.7),
  "cosine": CosineDecay(epochs: 7, lengthening: 2), "oneCycle": OneCycle(epochs: 30),
  "warmUp": WarmUp(epochs: 2.5, then: .reduceLROnPlateau(patience: 2)),
]

func plugin<P>(_ family: PluginFamily, _ kind: String, as type: P.Type) throws -> P {
  guard let plugin = try PluginRegistry.standard.plugin(family, kind: kind) as? P else {
    throw CheckFailure("\(family) '\(kind)'", "type", expected: "\(P.self)", got: "another")
  }
  return plugin
}

func printPlugins() throws {
  let registry = PluginRegistry.standard
  for kind in registry.kinds(of: .layer) {
    let (layer, inputs, dtype) =
      try examples[kind] ?? (plugin(.layer, kind, as: (any Layer).self), [[19]], .float32)
    let digest = try checkLayer(layer, inputs: inputs, dtypes: inputs.map { _ in dtype })
    print("layer \(kind): \(digest)")
  }
  for kind in registry.kinds(of: .constraint) {
    let constraint = try plugin(.constraint, kind, as: (any Constraint).self)
    print("constraint \(kind): \(try checkConstraint(constraint))")
  }
  for kind in registry.kinds(of: .activation) {
    let activation = try plugin(.activation, kind, as: (any Activation).self)
    print("activation \(kind): \(try checkActivation(activation))")
  }
  for kind in registry.kinds(of: .loss) {
    let loss = try plugin(.loss, kind, as: (any Loss).self)
    // Predictions that are probabilities or logits, as a loss will have them.
    print("loss \(kind): \(try checkLoss(loss, predictions: 0.05...0.95))")
  }
  for kind in registry.kinds(of: .optimizer) {
    let optimizer = try plugin(.optimizer, kind, as: (any Optimizer).self)
    let digest =
      if let optimizer = optimizer as? any FullBatchOptimizer {
        try checkFullBatchOptimizer(optimizer)
      } else {
        try checkOptimizer(plugin(.optimizer, kind, as: (any ElementwiseOptimizer).self))
      }
    print("optimizer \(kind): \(digest)")
  }
  for kind in registry.kinds(of: .schedule) {
    let schedule = try schedules[kind] ?? plugin(.schedule, kind, as: (any Schedule).self)
    print("schedule \(kind): \(try checkSchedule(schedule))")
  }
  for kind in registry.kinds(of: .metric) {
    let metric = try plugin(.metric, kind, as: (any Metric).self)
    print("metric \(kind): \(try checkMetric(metric))")
  }
  let deviation = (2.0 / 120).squareRoot()
  print("initializer heNormal: \(try checkInitializer(HeNormal(), deviation: deviation))")
}

print("kernels \(KernelSet.current)")
try printTrainings()
try printPlugins()
