import StrataPlugin
public import StrataTensor

/// max(1 − s y, 0)², where s is +1 for yes and −1 for no: ``Hinge`` with a smooth end, and harder on
/// what is far off (Y. Tang, "Deep learning using linear support vector machines", 2013,
/// arXiv:1306.0239). The mean over a sample's outputs, then over the batch.
///
/// A target over 0 means yes, any other no: so they may be 0 and 1, or −1 and +1; with one output,
/// the class numbers 0 and 1 too. Outputs count as logits: the answer is yes over 0, and what stands
/// for its probability says no more than that.
public struct SquaredHinge: ElementwiseLoss {
  /// `squaredHinge`.
  public static let kind = "squaredHinge"
  /// What a list of plugins says of it.
  public static let summary = "The square of hinge: smooth, and harder on what is far off"

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

  private func missing<T: Real>(_ y: T, _ t: T) -> T {
    let missing = 1 - (t > 0 ? y : -y)
    return missing < 0 ? 0 : missing
  }

  /// max(1 − s y, 0)².
  public func value<T: Real>(_ y: T, _ t: T) -> T { missing(y, t) * missing(y, t) }

  /// −2 s max(1 − s y, 0).
  public func derivative<T: Real>(_ y: T, _ t: T) -> T { (t > 0 ? -2 : 2) * missing(y, t) }
}

extension Loss where Self == SquaredHinge {
  /// max(1 − s y, 0)², where s is +1 for yes and −1 for no.
  public static var squaredHinge: SquaredHinge { SquaredHinge() }
}
