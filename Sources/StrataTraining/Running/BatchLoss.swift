/// What the losses of a batch's samples add up to.
struct BatchLoss {
  /// The samples' losses, weighted and added up.
  let sum: Float
  /// What that is divided by for a mean: samples, or their weights.
  let count: Float

  /// 0 for samples that count nothing.
  var mean: Float { count > 0 ? sum / count : 0 }
}
