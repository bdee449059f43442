public import StrataTensor

/// What a batch should have given.
public enum TargetView<T: Real> {
  /// The number of the right class for each sample: [batch].
  case classes(TensorView<Int32>)
  /// The right values for each sample, shaped as the predictions; for classes, their
  /// probabilities, such as one-hot rows.
  case values(TensorView<T>)
}
