import Strata

/// ln cosh(y − t), the mean over a sample's outputs: a loss, complete. Near 0 it is a square, far
/// from it a distance.
///
/// Computed as |d| + ln(1 + e^−2|d|) − ln 2 with d = y − t, which cannot overflow.
struct LogCosh: Loss {
  static let kind = "logCosh"

  var takesClasses: Bool { false }

  func losses<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, losses.count > 0 else { return }
    let outputs = predictions.count / losses.count
    for sample in 0..<losses.count {
      var sum = T.zero
      for place in sample * outputs..<(sample + 1) * outputs {
        let distance = abs(predictions[place] - targets[place])
        sum += distance + T.log((1 + T.exp(-2 * distance)) / 2)
      }
      losses[sample] = sum / T(outputs)
    }
  }

  /// scale · tanh(y − t) / outputs.
  func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, predictions.count > 0 else { return }
    let part = scale / T(predictions.count / predictions.shape[0])
    for place in 0..<predictions.count {
      gradient[place] = part * T.tanh(predictions[place] - targets[place])
    }
  }
}

extension Loss where Self == LogCosh {
  /// So that one may write `Trainer(model, loss: .logCosh, …)`.
  static var logCosh: LogCosh { LogCosh() }
}
