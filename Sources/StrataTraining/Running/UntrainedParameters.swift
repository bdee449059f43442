import StrataLayers
import StrataModel
import StrataTensor

/// The parameters that no gradient moves but that the way forward may, such as a running mean: a copy
/// of them takes back a step whose loss goes wrong.
struct UntrainedParameters {
  private let pairs: [(parameter: MutableTensorView<Float>, copy: MutableTensorView<Float>)]

  init(_ parameters: ParameterStore<Float>, _ signature: Signature) {
    pairs = signature.parameters.enumerated().filter { !$1.spec.isTrainable }.map { index, _ in
      let parameter = parameters[index]
      return (parameter, Buffer(count: parameter.count).view(parameter.shape))
    }
  }

  /// Copies them.
  func keep() {
    for (parameter, copy) in pairs { copy.copy(from: parameter.readOnly) }
  }

  /// Makes them what they were when they were copied.
  func putBack() {
    for (parameter, copy) in pairs { parameter.copy(from: copy.readOnly) }
  }
}
