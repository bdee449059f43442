import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor

/// What is kept of the parameters beside their values, as tensors with names, and back.
///
/// In order: for each trainable parameter the optimizer's slots, and `current`, the weight that steps
/// start from, where the model holds an average; then `best` of every parameter, where the best weights
/// are kept.
extension TrainedParameters {
  private typealias Kept = (name: String, view: MutableTensorView<Float>)

  private func kept(_ state: TrainingState, includingBest: Bool) -> [Kept] {
    var kept: [Kept] = []
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      for (slot, store) in zip(optimizer.slots, slots) {
        kept.append(("\(parameter.name).\(slot)", store[index]))
      }
      if average != nil, state.step > 0, trained.contains(index) {
        kept.append(("\(parameter.name).current", store[index]))
      }
    }
    guard includingBest, let best else { return kept }
    for (index, parameter) in signature.parameters.enumerated() {
      kept.append(("\(parameter.name).best", best[index]))
    }
    return kept
  }

  /// What going on needs.
  func state(_ state: TrainingState) -> [NamedTensor] {
    kept(state, includingBest: true).map { name, view in
      arithmetic.canonicalize(view)
      return NamedTensor(name, view.tensor)
    }
  }

  /// Takes up what was kept.
  /// - Throws: ``TrainingError/state(_:)`` for what does not fit.
  func restore(_ tensors: [NamedTensor], _ state: TrainingState) throws(TrainingError) {
    if !state.optimizerNumbers.isEmpty || (state.step > state.optimizerStart && !numbers.isEmpty) {
      guard state.optimizerNumbers.count == numbers.count,
        state.optimizerNumbers.allSatisfy(\.isFinite)
      else {
        throw .state(
          "expected \(numbers.count) finite numbers of \(state.optimizer.kind), got "
            + "\(state.optimizerNumbers)")
      }
      numbers = state.optimizerNumbers
    }
    var expected = kept(state, includingBest: false)
    if tensors.isEmpty {
      if state.step > state.optimizerStart, !expected.isEmpty {
        throw .state(
          "expected what \(state.optimizer.kind) remembers after "
            + "\(state.step - state.optimizerStart) steps, got nothing")
      }
      return
    }
    if state.bestEpoch != nil, tensors.count == expected.count + signature.parameters.count {
      keepBest(true)
      expected = kept(state, includingBest: true)
    }
    guard tensors.count == expected.count else {
      throw .state("expected \(expected.count) optimizer tensors, got \(tensors.count)")
    }
    for (expected, got) in zip(expected, tensors)
    where expected.name != got.name || expected.view.shape != got.tensor.shape {
      throw .state(
        "expected '\(expected.name)' \(expected.view.shape), got '\(got.name)' "
          + "\(got.tensor.shape)")
    }
    // The model's weights are the average; those that steps start from follow below.
    average?.copyWeights()
    for (expected, got) in zip(expected, tensors) { expected.view.copy(from: got.tensor) }
  }

  // MARK: - The best weights

  /// Keeps the parameters that are handed out now, or none.
  func keepBest(_ keepsWeights: Bool) {
    guard keepsWeights else {
      best = nil
      return
    }
    let best = best ?? ParameterStore(shapes: signature.parameters.map(\.spec.shape))
    for index in signature.parameters.indices { best[index].copy(from: handedOut(index).readOnly) }
    self.best = best
  }

  /// Takes the best parameters back, if they were kept, and keeps them no longer.
  func restoreBest() {
    guard let best else { return }
    for index in signature.parameters.indices {
      store[index].copy(from: best[index].readOnly)
      handedOut(index).copy(from: best[index].readOnly)
    }
    self.best = nil
  }
}
