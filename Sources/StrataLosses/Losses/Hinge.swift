import StrataPlugin
public import StrataTensor

/// max(1 − s y, 0), where s is +1 for yes and −1 for no: for yes or no answers, 0 where the output y
/// lies on the right side by 1 or more (C. Cortes and V. Vapnik, "Support-vector networks", Machine
/// Learning 20, 1995). The mean over a sample's outputs, then over the batch.
///
/// A target over 0 means yes, any other no: so they may be 0 and 1, or −1 and +1; with one output,
/// the class numbers 0 and 1 too. Outputs count as logits: the answer is yes over 0, and what stands
/// for its probability says no more than that.
public struct Hinge: ElementwiseLoss {
  /// `hinge`.
  public static let kind = "hinge"
  /// What a list of plugins says of it.
  public static let summary = "max(1 − s·y, 0) for yes or no answers, s = ±1"

  /// The loss; it has nothing to configure.
  public init() {}

  /// False: they say yes or no.
  public var targetsMayBeScaled: Bool { false }
  /// From −1 to 1.
  public var targetRange: ClosedRange<Double>? { -1...1 }
  /// Logits: yes is over 0.
  public var outputForm: OutputForm { .sigmoidLogits }

  /// As many target values as outputs, or class numbers for one output.
  /// - Throws: ``LossError``.
  public func check(outputs: Int, targets: Int?) throws(LossError) {
    try YesOrNo.check(Self.kind, outputs: outputs, targets: targets)
  }

  /// max(1 − s y, 0).
  public func value<T: Real>(_ y: T, _ t: T) -> T {
    let missing = 1 - (t > 0 ? y : -y)
    return missing < 0 ? 0 : missing
  }

  /// −s where s y < 1, else 0.
  public func derivative<T: Real>(_ y: T, _ t: T) -> T {
    t > 0 ? (y < 1 ? -1 : 0) : (-y < 1 ? 1 : 0)
  }
}

extension Loss where Self == Hinge {
  /// max(1 − s y, 0), where s is +1 for yes and −1 for no.
  public static var hinge: Hinge { Hinge() }
}
