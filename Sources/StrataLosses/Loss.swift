public import StrataPlugin
public import StrataTensor

/// What training makes small. A plugin of family `loss`.
///
/// A loss gives one number a sample; training takes the mean over the batch. Both functions are
/// written once for any `Real` type. ``check()`` and ``check(outputs:targets:)`` are asked once,
/// before training, so that neither has anything left to refuse. A loss that compares each output
/// with a target of its own is shorter as an ``ElementwiseLoss``.
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

  /// Where targets must lie that are values; nil for anywhere. A range that is open upward ends in
  /// `Double.greatestFiniteMagnitude`.
  var targetRange: ClosedRange<Double>? { get }

  /// What the network's outputs are under this loss.
  var outputForm: OutputForm { get }

  /// Refuses hyperparameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)

  /// Refuses what the loss cannot compare.
  /// - Parameters:
  ///   - outputs: The network's outputs a sample.
  ///   - targets: The target values a sample; nil for class numbers.
  /// - Throws: ``LossError``.
  func check(outputs: Int, targets: Int?) throws(LossError)

  /// The loss of each sample.
  ///
  /// Written once for any number type, `func losses<T: Real>(_ y: TensorView<T>, …)` is this and the
  /// next one.
  /// - Parameters:
  ///   - predictions: [batch, outputs].
  ///   - targets: What they should have been.
  ///   - losses: Takes one value a sample: [batch].
  ///   - arithmetic: What to compute with.
  func losses(
    _ predictions: TensorView<Float>, _ targets: TargetView<Float>,
    into losses: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// The loss of each sample, in the type that gradients are checked in.
  func losses(
    _ predictions: TensorView<Double>, _ targets: TargetView<Double>,
    into losses: MutableTensorView<Double>, _ arithmetic: Arithmetic<Double>)

  /// scale · ∂(the sample's loss) / ∂prediction.
  ///
  /// Written once for any number type, as the losses are.
  /// - Parameters:
  ///   - predictions: [batch, outputs].
  ///   - targets: What they should have been.
  ///   - scale: A sample's weight in the whole, such as 1 / batch.
  ///   - gradient: Takes the derivatives: [batch, outputs].
  ///   - arithmetic: What to compute with.
  func gradient(
    _ predictions: TensorView<Float>, _ targets: TargetView<Float>, scale: Float,
    into gradient: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// scale · ∂(the sample's loss) / ∂prediction, in the type that gradients are checked in.
  func gradient(
    _ predictions: TensorView<Double>, _ targets: TargetView<Double>, scale: Double,
    into gradient: MutableTensorView<Double>, _ arithmetic: Arithmetic<Double>)
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
  /// Nothing to refuse.
  public func check() throws(PluginError) {}

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
  /// - Parameters:
  ///   - predictions: [batch, outputs].
  ///   - targets: What they should have been.
  ///   - losses: Room for one value a sample: [batch].
  ///   - sum: Room for one value.
  ///   - arithmetic: What to compute with.
  /// - Returns: Σ losses / batch; a NaN is the canonical one.
  public func mean<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, room losses: MutableTensorView<T>,
    sum: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) -> T {
    apply(to: predictions, targets, into: losses, arithmetic)
    arithmetic.columnSums(losses.readOnly.reshaped(to: Shape(column: losses.count)), into: sum)
    let mean = sum[0] / T(losses.count)
    return mean.isNaN ? .nan : mean
  }

  /// The loss of each sample, from code that is written for any number type.
  package func apply<T: Real>(
    to predictions: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    if let arithmetic = arithmetic as? Arithmetic<Float> {
      return self.losses(
        concrete(predictions), concrete(targets), into: concrete(losses), arithmetic)
    }
    let arithmetic: Arithmetic<Double> = concrete(arithmetic)
    self.losses(
      concrete(predictions), concrete(targets), into: concrete(losses), arithmetic)
  }

  /// The derivatives, from code that is written for any number type.
  package func applyGradient<T: Real>(
    _ predictions: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    if let arithmetic = arithmetic as? Arithmetic<Float> {
      return self.gradient(
        concrete(predictions), concrete(targets), scale: concrete(scale), into: concrete(gradient),
        arithmetic)
    }
    let arithmetic: Arithmetic<Double> = concrete(arithmetic)
    self.gradient(
      concrete(predictions), concrete(targets), scale: concrete(scale), into: concrete(gradient),
      arithmetic)
  }
}
