public import StrataPlugin
public import StrataTensor

/// What training makes small. A plugin of family `loss`.
///
/// A loss gives one number a sample; training takes the mean over the batch. Both functions are
/// written once for any `Real` type. ``check(outputs:targets:)`` is asked once, before training,
/// so that neither has anything left to refuse.
///
/// ```swift
/// struct Cubic: Loss {
///   static let kind = "cubic"
///   var takesClasses: Bool { false }
///   func losses<T: Real>(
///     _ y: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
///     _ arithmetic: Arithmetic<T>
///   ) { … }
///   func gradient<T: Real>(
///     _ y: TensorView<T>, _ targets: TargetView<T>, scale: T, into gradient: MutableTensorView<T>,
///     _ arithmetic: Arithmetic<T>
///   ) { … }
/// }
/// ```
public protocol Loss: Plugin {
  /// Whether targets are classes (their numbers, or probabilities for each); if not, values.
  var takesClasses: Bool { get }

  /// Whether targets may be learned in other units, as (t − mean) / deviation: not if they are
  /// probabilities or counts.
  var targetsMayBeScaled: Bool { get }

  /// Where targets must lie that are values; nil for anywhere.
  var targetRange: ClosedRange<Double>? { get }

  /// What the network's outputs are under this loss.
  var outputForm: OutputForm { get }

  /// Refuses what the loss cannot compare.
  /// - Parameters:
  ///   - outputs: The network's outputs a sample.
  ///   - targets: The target values a sample; nil for class numbers.
  /// - Throws: ``LossError``.
  func check(outputs: Int, targets: Int?) throws(LossError)

  /// The loss of each sample.
  /// - Parameters:
  ///   - predictions: [batch, outputs].
  ///   - targets: What they should have been.
  ///   - losses: Takes one value a sample: [batch].
  ///   - arithmetic: What to compute with.
  func losses<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>)

  /// scale · ∂(the sample's loss) / ∂prediction.
  /// - Parameters:
  ///   - predictions: [batch, outputs].
  ///   - targets: What they should have been.
  ///   - scale: A sample's weight in the whole, such as 1 / batch.
  ///   - gradient: Takes the derivatives: [batch, outputs].
  ///   - arithmetic: What to compute with.
  func gradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>)
}

extension Loss {
  /// `loss`.
  public static var family: PluginFamily { .loss }
  /// True for values, false for classes.
  public var targetsMayBeScaled: Bool { !takesClasses }
  /// Anywhere.
  public var targetRange: ClosedRange<Double>? { nil }
  /// The answers themselves.
  public var outputForm: OutputForm { .answers }

  /// As many target values as outputs, or class numbers and an output for each if the loss takes
  /// classes.
  /// - Throws: ``LossError``.
  public func check(outputs: Int, targets: Int?) throws(LossError) {
    guard let targets else {
      if takesClasses, outputs > 1 { return }
      if takesClasses {
        throw LossError(
          Self.kind, expected: "2 outputs or more, one a class", got: "\(outputs) output")
      }
      throw LossError(Self.kind, expected: "targets that are numbers", got: "class labels")
    }
    guard targets == outputs else {
      throw LossError(
        Self.kind, expected: "\(outputs) target values a sample, one an output", got: "\(targets)")
    }
  }

  /// The mean loss of a batch, summed in the order of a sum over samples.
  /// - Returns: Σ losses / batch; a NaN is the canonical one.
  public func mean<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, room losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) -> T {
    self.losses(predictions, targets, into: losses, arithmetic)
    let sum = Buffer<T>(count: 1).view([1])
    arithmetic.columnSums(losses.readOnly.reshaped(to: [losses.count, 1]), into: sum)
    let mean = sum[0] / T(losses.count)
    return mean.isNaN ? .nan : mean
  }
}
