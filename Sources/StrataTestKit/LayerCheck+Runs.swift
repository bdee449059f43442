import StrataLayers
import StrataModel
import StrataTensor

/// That a layer gives the same bits however its samples are run.
extension LayerCheck {
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
    let samples = given == nil ? draw(types, batch: 135) : values(135)
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

  func same(
    _ what: String, _ got: Trial<Float>.Result, _ expected: Trial<Float>.Result
  ) throws(CheckFailure) {
    for (index, output) in got.outputs.enumerated() {
      try compare.sameBits("output \(index) \(what)", output, expected.outputs[index])
    }
    for (index, gradient) in got.inputGradients.enumerated() {
      try compare.sameBits(
        "input gradient \(index) \(what)", gradient, expected.inputGradients[index])
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

  func add(_ result: Trial<Float>.Result, to digest: inout Digest) {
    for values in result.outputs + result.inputGradients + result.buffers { digest.add(values) }
    for (values, parameter) in zip(result.parameterGradients, model.parameters)
    where parameter.isTrainable {
      digest.add(values)
    }
  }
}
