public import StrataTensor

/// A loss that compares each output with a target of its own: l(y, t), and of a sample the mean over
/// its outputs.
///
/// ```swift
/// struct Quartic: ElementwiseLoss {
///   static let kind = "quartic"
///   func value<T: Real>(_ y: T, _ t: T) -> T { (y - t) * (y - t) * (y - t) * (y - t) }
///   func derivative<T: Real>(_ y: T, _ t: T) -> T { 4 * (y - t) * (y - t) * (y - t) }
/// }
/// ```
///
/// That is a whole plugin. Targets are values; with one output they may be class numbers, where
/// ``Loss/check(outputs:targets:)`` lets them pass, as it does not by itself.
public protocol ElementwiseLoss: Loss {
  /// l(y, t).
  /// - Parameters:
  ///   - y: An output.
  ///   - t: What it should have been.
  func value<T: Real>(_ y: T, _ t: T) -> T

  /// ∂l / ∂y.
  /// - Parameters:
  ///   - y: An output.
  ///   - t: What it should have been.
  func derivative<T: Real>(_ y: T, _ t: T) -> T
}

extension ElementwiseLoss {
  /// False: targets are numbers.
  public var takesClasses: Bool { false }

  /// Σ l(y, t) / outputs, summed from the first output to the last.
  @inlinable public func losses<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    let samples = losses.count
    guard samples > 0 else { return }
    let outputs = predictions.count / samples
    switch targets {
    case .values(let targets):
      for sample in 0..<samples {
        var sum = T.zero
        for place in sample * outputs..<(sample + 1) * outputs {
          sum += value(predictions[place], targets[place])
        }
        losses[sample] = sum / T(outputs)
      }
    case .classes(let labels):
      for sample in 0..<samples {
        losses[sample] = value(predictions[sample], T(labels[sample]))
      }
    }
  }

  /// scale · ∂l/∂y / outputs.
  @inlinable public func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard predictions.count > 0 else { return }
    let part = scale / T(predictions.count / predictions.shape[0])
    switch targets {
    case .values(let targets):
      for place in 0..<gradient.count {
        gradient[place] = part * derivative(predictions[place], targets[place])
      }
    case .classes(let labels):
      for place in 0..<gradient.count {
        gradient[place] = part * derivative(predictions[place], T(labels[place]))
      }
    }
  }
}
