public import StrataLosses
public import StrataPlugin
public import StrataTensor

/// What people read beside the loss. A plugin of family `metric`.
///
/// A metric is computed over a whole set: it adds batches up and is asked at the end. It sees
/// answers: probabilities where the network gives logits, values in the targets' own units.
public protocol Metric: Plugin {
  /// What it counts in.
  associatedtype Accumulator: MetricAccumulator

  /// A fresh count.
  func accumulator() -> Accumulator
}

/// What a metric has seen of a set so far; coded, it can be taken up again.
public protocol MetricAccumulator: Sendable, Codable {
  /// Takes in a batch.
  /// - Parameters:
  ///   - answers: [batch, outputs].
  ///   - targets: What they should have been.
  mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>)

  /// The metric over all batches so far.
  var value: Double { get }
}

extension Metric {
  /// `metric`.
  public static var family: PluginFamily { .metric }
}
