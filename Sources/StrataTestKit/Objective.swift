import StrataLosses
import StrataTensor

/// One number made of a network's outputs, so that there is something to take the gradient of.
protocol Objective {
  /// The number, and the sum of its terms' sizes.
  func value(_ outputs: [TensorView<Double>]) -> (value: Double, size: Double)
  /// Its derivatives with respect to the outputs.
  func gradient<T: Real>(_ outputs: [TensorView<T>], into gradients: [MutableTensorView<T>])
}

/// Σ c·y with a coefficient of its own for each element, so that no two errors can cancel.
struct LinearObjective: Objective {
  let coefficients: [Tensor<Float>]

  init(_ shapes: [Shape], seed: UInt64) {
    coefficients = shapes.enumerated().map { index, shape in
      Samples.uniform(shape, seed: seed &+ 1000 &+ UInt64(index))
    }
  }

  func value(_ outputs: [TensorView<Double>]) -> (value: Double, size: Double) {
    var (sum, size) = (0.0, 0.0)
    for (output, coefficients) in zip(outputs, coefficients) {
      for index in 0..<output.count {
        let term = Double(coefficients[index]) * output[index]
        sum += term
        size += term.magnitude
      }
    }
    return (sum, size)
  }

  func gradient<T: Real>(_ outputs: [TensorView<T>], into gradients: [MutableTensorView<T>]) {
    for (gradient, coefficients) in zip(gradients, coefficients) {
      for index in 0..<gradient.count { gradient[index] = T(coefficients[index]) }
    }
  }
}

/// A loss's mean over the batch, at the first output.
struct LossObjective: Objective {
  let loss: any Loss
  let targets: SampleTargets

  func value(_ outputs: [TensorView<Double>]) -> (value: Double, size: Double) {
    let (output, arithmetic) = (outputs[0], Arithmetic<Double>())
    let room = MutableTensorView<Double>.unwritten([output.shape[0]])
    let mean = loss.mean(output, targets.view(), room: room, sum: .unwritten([1]), arithmetic)
    var size = 1.0
    for index in 0..<output.count { size = max(size, output[index].magnitude) }
    return (mean, size + mean.magnitude)
  }

  func gradient<T: Real>(_ outputs: [TensorView<T>], into gradients: [MutableTensorView<T>]) {
    loss.applyGradient(
      outputs[0], targets.view(), scale: 1 / T(outputs[0].shape[0]), into: gradients[0],
      Arithmetic())
  }
}

/// Targets of a batch in any number type.
enum SampleTargets {
  case classes([Int32])
  case values(Tensor<Float>)

  func view<T: Real>() -> TargetView<T> {
    switch self {
    case .classes(let labels): .classes(TensorView(Tensor(labels)))
    case .values(let values): .values(TensorView(widening: values))
    }
  }

  func rows(_ range: Range<Int>) -> SampleTargets {
    switch self {
    case .classes(let labels): .classes(Array(labels[range]))
    case .values(let values): .values(values.rows(range))
    }
  }
}
