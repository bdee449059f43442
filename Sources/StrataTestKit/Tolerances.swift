/// Every tolerance of the checkers, each with its reason.
///
/// What has a defined order of operations is compared bit by bit and needs none.
public struct Tolerances: Hashable, Sendable {
  /// The step h of difference quotients, times the number's own size where that is over 1.
  ///
  /// A central difference errs by h²·f‴/6 from the curve and by about ε·f/h from rounding, with ε =
  /// 2⁻⁵² in Double. The two meet near ∛ε ≈ 6·10⁻⁶; 2⁻¹⁷ is the power of two beside it, so that
  /// x ± h is exact for small x.
  public var differenceStep = 0x1p-17

  /// How far a gradient may be from its central difference, relative to the largest element of the
  /// tensor that it belongs to.
  ///
  /// With the step above both errors are near 10⁻¹⁰ where f and its derivatives are near 1; 10⁻⁶
  /// leaves room for third derivatives of some thousands, and is a ten-thousandth of the 1 % that a
  /// forgotten factor is at least.
  public var gradient = 1e-6

  /// Units in the last place of Double that an objective's rounding may err by, relative to the sum
  /// of its terms' sizes: sums here have a few hundred terms, whose errors partly cancel.
  public var rounding = 32 * 0x1p-52

  /// How far Float may be from Double, relative to the largest element of the tensor.
  ///
  /// One operation errs by at most 2⁻²⁴, a sum of n terms by about √n times that, and a chain of
  /// layers adds up; 2⁻¹⁴ is a thousand times the one operation, and far below a wrong formula.
  public var float = 0x1p-14

  /// How many standard deviations a sample's mean and variance may be from the promised ones.
  ///
  /// Both are normal to good approximation for thousands of draws; 5 is passed by chance once in
  /// 1.7 million times. The seed is fixed, so that a plugin that passes passes always.
  public var deviations = 5.0

  /// The tolerances as described.
  public static let standard = Tolerances()

  /// The tolerances as described, each open to change.
  public init() {}
}
