public import StrataPlugin
public import StrataTensor

/// (1 − p)^γ · (−ln p) of the right answer's probability p: a cross-entropy in which what is already
/// right counts little, for classes of which one is rare (T. Lin et al., "Focal loss for dense object
/// detection", ICCV 2017, arXiv:1708.02002).
///
/// From logits. One output is a yes or no answer with p by the logistic function; its loss is
/// multiplied by α for yes and by 1 − α for no, and its targets are numbers from 0 to 1 or the class
/// numbers 0 and 1. Several outputs are classes with p by softmax, and α plays no part; their targets
/// are class numbers or probabilities. A target between 0 and 1 mixes what the answers would cost:
/// Σ t (1 − p)^γ · (−ln p). There is one loss a sample, then the mean over the batch.
public struct Focal: Loss {
  /// `focal`.
  public static let kind = "focal"
  /// What a list of plugins says of it.
  public static let summary = "Cross-entropy in which what is already right counts little"

  /// γ: how little the right ones count; 0 makes it a cross-entropy. At least 0.
  public let gamma: Float
  /// α: the weight of yes, with one output; over 0 and below 1.
  public let alpha: Float

  /// The loss.
  public init(gamma: Float = 2, alpha: Float = 0.25) {
    self.gamma = gamma
    self.alpha = alpha
  }

  private enum CodingKeys: CodingKey { case gamma, alpha }

  /// Reads `gamma` (default 2) and `alpha` (0.25).
  /// - Throws: `DecodingError`; `PluginError` for numbers out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    gamma = try container.decodeIfPresent(Float.self, forKey: .gamma) ?? 2
    alpha = try container.decodeIfPresent(Float.self, forKey: .alpha) ?? 0.25
    try check()
  }

  /// Refuses a γ below 0 and an α that is not over 0 and below 1.
  /// - Throws: `PluginError`.
  public func check() throws(PluginError) {
    guard gamma >= 0, gamma.isFinite else {
      throw .invalid(
        kind: Self.kind, parameter: "gamma", expected: "a finite number of at least 0",
        got: "\(gamma)")
    }
    guard alpha > 0, alpha < 1 else {
      throw .invalid(
        kind: Self.kind, parameter: "alpha", expected: "over 0 and below 1", got: "\(alpha)")
    }
  }

  /// False, as one output may stand for two classes.
  public var takesClasses: Bool { false }
  /// False: they are probabilities.
  public var targetsMayBeScaled: Bool { false }
  /// From 0 to 1.
  public var targetRange: ClosedRange<Double>? { 0...1 }
  /// Logits: sigmoid, or softmax for several classes, makes them probabilities.
  public var outputForm: OutputForm { .sigmoidLogits }

  /// Class numbers, or as many target values as outputs.
  /// - Throws: ``LossError``.
  public func check(outputs: Int, targets: Int?) throws(LossError) {
    if targets != nil { try YesOrNo.check(Self.kind, outputs: outputs, targets: targets) }
  }

  /// The loss of each sample.
  public func losses<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard losses.count > 0 else { return }
    let outputs = logits.count / losses.count
    for sample in 0..<losses.count {
      if outputs == 1 {
        let t: T = YesOrNo.target(targets, sample)
        let (yes, no) = (yes(logits[sample]).loss, yes(-logits[sample]).loss)
        losses[sample] = T(alpha) * t * yes + (1 - T(alpha)) * (1 - t) * no
      } else {
        losses[sample] = loss(logits, sample * outputs..<(sample + 1) * outputs, sample, targets)
      }
    }
  }

  /// scale · ∂loss / ∂logit.
  public func gradient<T: Real>(
    _ logits: TensorView<T>, _ targets: TargetView<T>, scale: T,
    into gradient: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    guard logits.count > 0 else { return }
    let samples = logits.shape[0]
    let outputs = logits.count / samples
    guard outputs > 1 else {
      for sample in 0..<samples {
        let t: T = YesOrNo.target(targets, sample)
        let (yes, no) = (yes(logits[sample]).slope, yes(-logits[sample]).slope)
        gradient[sample] = scale * (T(alpha) * t * yes - (1 - T(alpha)) * (1 - t) * no)
      }
      return
    }
    let rows = gradient.reshaped(to: [samples, outputs])
    arithmetic.softmaxRows(logits.reshaped(to: rows.shape), into: rows)
    for sample in 0..<samples {
      finish(rows, sample * outputs..<(sample + 1) * outputs, sample, targets, scale)
    }
  }

  // MARK: One output

  /// The loss of yes, and its derivative with respect to the logit: with s = ln(1 + eˣ), which is
  /// −ln(1 − p), and r = ln(1 + e⁻ˣ), which is −ln p, e^(−γ s) · r and
  /// −e^(−γ s) · (γ p r + 1 − p). No is yes to −x.
  private func yes<T: Real>(_ x: T) -> (loss: T, slope: T) {
    let tail = T.log1p(T.exp(-abs(x)))
    let (s, r) = x > 0 ? (x + tail, tail) : (tail, tail - x)
    let weight = T.exp(-T(gamma) * s)
    return (weight * r, -weight * (T(gamma) * T.sigmoid(x) * r + T.sigmoid(-x)))
  }

  // MARK: Several outputs

  /// q^γ.
  private func power<T: Real>(_ q: T) -> T {
    gamma == 0 ? 1 : q == 0 ? 0 : T.exp(T(gamma) * T.log(q))
  }

  /// Σ t (1 − p)^γ · (−ln p) over a sample's logits.
  private func loss<T: Real>(
    _ logits: TensorView<T>, _ range: Range<Int>, _ sample: Int, _ targets: TargetView<T>
  ) -> T {
    let targets = SmoothedTargets(targets, 0, range.count)
    var likeliest = range.lowerBound
    for place in range where logits[place] > logits[likeliest] { likeliest = place }
    // Relative to the likeliest: its own 1 − p is made of the others, and so loses no digit.
    var others = T.zero
    for place in range where place != likeliest {
      others += T.exp(logits[place] - logits[likeliest])
    }
    let logarithm = T.log1p(others)
    var loss = T.zero
    for place in range {
      let t = targets[sample, place]
      if t == 0 { continue }
      let surprise = logits[likeliest] - logits[place] + logarithm
      let q = place == likeliest ? others / (1 + others) : 1 - T.exp(-surprise)
      loss += t * power(q) * surprise
    }
    return loss
  }

  /// Writes the derivatives over a sample's probabilities p. An answer's part in the i-th one is
  /// t q^γ (γ p ln p / q − 1) with q = 1 − p, times 1 − pᵢ where the answer is the i-th, −pᵢ elsewhere.
  private func finish<T: Real>(
    _ p: MutableTensorView<T>, _ range: Range<Int>, _ sample: Int, _ targets: TargetView<T>,
    _ scale: T
  ) {
    let targets = SmoothedTargets(targets, 0, range.count)
    var likeliest = range.lowerBound
    for place in range where p[place] > p[likeliest] { likeliest = place }
    var others = T.zero
    for place in range where place != likeliest { others += p[place] }

    func part(_ place: Int) -> T {
      let t = targets[sample, place]
      if t == 0 { return 0 }
      let q = place == likeliest ? others : 1 - p[place]
      // p ln p / q nears −1 as p nears 1, and 0 as it nears 0.
      let logarithm = q < 0.5 ? T.log1p(-q) : T.log(p[place])
      let ratio: T = q == 0 ? -1 : p[place] == 0 ? 0 : p[place] * logarithm / q
      return t * power(q) * (T(gamma) * ratio - 1)
    }
    var total = T.zero
    for place in range { total += part(place) }
    // A part needs no probability but its own, which is still there when its turn comes.
    for place in range { p[place] = scale * (part(place) - total * p[place]) }
  }
}

extension Loss where Self == Focal {
  /// A cross-entropy in which what is already right counts little.
  public static func focal(gamma: Float = 2, alpha: Float = 0.25) -> Focal {
    Focal(gamma: gamma, alpha: alpha)
  }
}
