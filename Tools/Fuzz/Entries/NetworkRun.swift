import Strata

/// Runs a network that was read on a few zeros: what describes one must not bring it down later.
enum NetworkRun {
  /// Bytes and values that a network of some kilobytes may take here.
  private static let limit = 1 << 22

  /// - Throws: ``Finding``.
  static func check(_ model: Model) throws(Finding) {
    let samples = 2
    guard
      let predictor = try refusing({ () throws(ModelError) in try Predictor(model) }),
      let arena = try refusing({ () throws(ModelError) in
        try predictor.arenaByteCount(samples: samples)
      }), arena <= limit
    else { return }
    var inputs: [Tensor<Float>] = []
    for shape in predictor.sampleShapes {
      guard shape.count <= limit / samples, let all = try? Shape([samples] + shape.array) else {
        return
      }
      inputs.append(Tensor(zeros: all))
    }
    let outputs = try refusing { () throws(ModelError) in try predictor.predict(inputs) }
    guard let outputs else { return }
    guard outputs.count == predictor.outputTypes.count else {
      throw Finding("\(outputs.count) outputs for \(predictor.outputTypes.count)")
    }
  }
}
