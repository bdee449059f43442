public import StrataModel
import StrataLayers
import StrataPlugin
import StrataTensor

extension Trainer {
  /// What the optimizer remembers, a tensor for each slot of each trained parameter, named
  /// `dense1.weight.mean`.
  public var optimizerState: [NamedTensor] {
    var tensors: [NamedTensor] = []
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      for (slot, store) in zip(optimizer.slots, slots) {
        arithmetic.canonicalize(store[index])
        tensors.append(NamedTensor("\(parameter.name).\(slot)", store[index].tensor))
      }
    }
    return tensors
  }

  func restore(_ tensors: [NamedTensor]) throws(TrainingError) {
    guard !tensors.isEmpty else {
      if state.step > state.optimizerStart, !optimizer.slots.isEmpty {
        throw .state(
          "expected what \(state.optimizer.kind) remembers after \(state.step - state.optimizerStart) steps, got nothing"
        )
      }
      return
    }
    let expected = optimizerState
    guard tensors.count == expected.count else {
      throw .state("expected \(expected.count) optimizer tensors, got \(tensors.count)")
    }
    for (expected, got) in zip(expected, tensors)
    where expected.name != got.name || expected.tensor.shape != got.tensor.shape {
      throw .state(
        "expected '\(expected.name)' \(expected.tensor.shape), got '\(got.name)' "
          + "\(got.tensor.shape)")
    }
    var next = tensors.startIndex
    for (index, parameter) in signature.parameters.enumerated() where parameter.spec.isTrainable {
      for store in slots {
        store[index].copy(from: tensors[next].tensor)
        next += 1
      }
    }
  }
}
