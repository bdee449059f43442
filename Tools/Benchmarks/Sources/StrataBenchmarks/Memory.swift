import CMachine
import Strata

/// What a piece of work takes of memory, in a process that has done nothing else.
enum Memory {
  /// Bytes that the process grew by.
  struct Growth {
    /// At the highest.
    let peak: Int
    /// And what stayed.
    let resident: Int
    /// What the package says that it holds: the parameters and the memory to compute in; 0 where it
    /// says nothing.
    var stated = 0
  }

  /// The work of a name: `predict/large` loads a model file and predicts, `train/adam-128` makes a
  /// trainer and takes 20 steps; nil for another.
  static func growth(of name: String, folder: String) throws -> Growth? {
    switch name {
    case "predict/large":
      let inputs = try [1, 512].map { try Network.large.inputs($0) }
      var stated = 0
      var growth = try measure {
        let model = try Model(path: folder + "/large.strata", plugins: .standard)
        let predictor = try Predictor(model)
        for input in inputs { try PredictCall(predictor, input)() }
        stated = predictor.parameterByteCount + (try predictor.arenaByteCount(samples: 512))
        return predictor
      }
      growth.stated = stated
      return growth
    case "train/adam-128":
      let data = try FashionMNIST.training(20 * 128)
      try loadWhatAFirstStepLoads()
      return try measure {
        let call = try EpochCall(
          data, .adam(learningRate: 0.001), batchSize: 128, workers: .single)
        try call()
        return call
      }
    default: return nil
    }
  }

  /// What a library loads at its first step, whatever the network, is not the step's: a network of
  /// two weights takes one.
  private static func loadWhatAFirstStepLoads() throws {
    let trainer = try Trainer(
      Model(input: [1]) { Dense(2) }, loss: .softmaxCrossEntropy, optimizer: .adam())
    try trainer.fit(
      Dataset(inputs: Tensor(shape: [1, 1], elements: [1]), targets: .classes([1])), epochs: 1)
  }

  /// The growth while a body runs and what it returns is held.
  private static func measure<Held>(_ body: () throws -> Held) rethrows -> Growth {
    machine_reset_peak()
    let before = machine_resident_bytes()
    let held = try body()
    let growth = Growth(
      peak: Int(machine_peak_bytes() - before), resident: Int(machine_resident_bytes() - before))
    Sampler.use(held)
    return growth
  }
}
