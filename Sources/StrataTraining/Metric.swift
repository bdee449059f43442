public import StrataLosses
public import StrataPlugin
public import StrataTensor

/// What people read beside the loss. A plugin of family `metric`.
///
/// A metric is computed over a whole set: it adds batches up and is asked at the end, and never is the
/// mean of what the batches gave. It sees answers: probabilities where the network gives logits, values
/// in the targets' own units.
public protocol Metric: Plugin {
  /// What it counts in.
  associatedtype Accumulator: MetricAccumulator

  /// What it is called in an epoch's record and on progress lines, unlike any other of the same
  /// training: the kind, unless parameters make several of one kind useful.
  var name: String { get }

  /// A fresh count.
  func accumulator() -> Accumulator

  /// Refuses parameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)
}

/// What a metric has seen of a set so far; coded, it can be taken up again.
///
/// It counts in whole numbers, or in Double and in the order of the samples, so that the cut of the
/// batches does not show. Its coded form is read from files: what comes back may be anything that
/// decodes, and must not trap. JSON has no numbers that are not finite.
public protocol MetricAccumulator: Sendable, Codable {
  /// Takes in a batch.
  /// - Parameters:
  ///   - answers: [batch, outputs].
  ///   - targets: What they should have been; class numbers that there are.
  mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>)

  /// The metric over all batches so far; NaN where it is undefined, which files leave out.
  var value: Double { get }
}

extension Metric {
  /// `metric`.
  public static var family: PluginFamily { .metric }
  /// The kind.
  public var name: String { Self.kind }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
}
