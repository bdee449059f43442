import Strata

/// √(1 + d²) − 1 with d = y − t, the mean over a sample's outputs: a loss, complete. Near 0 it is half
/// a square, far from it a distance.
///
/// Computed as d² / (√(1 + d²) + 1), in which nothing cancels.
struct PseudoHuber: Loss {
  static let kind = "pseudoHuber"

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
        let square = (predictions[place] - targets[place]) * (predictions[place] - targets[place])
        sum += square / ((1 + square).squareRoot() + 1)
      }
      losses[sample] = sum / T(outputs)
    }
  }

  /// scale · d / √(1 + d²) / outputs.
  func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let targets) = targets, predictions.count > 0 else { return }
    let part = scale / T(predictions.count / predictions.shape[0])
    for place in 0..<predictions.count {
      let distance = predictions[place] - targets[place]
      gradient[place] = part * distance / (1 + distance * distance).squareRoot()
    }
  }
}

extension Loss where Self == PseudoHuber {
  /// So that one may write `Trainer(model, loss: .pseudoHuber, …)`.
  static var pseudoHuber: PseudoHuber { PseudoHuber() }
}
