public import StrataTensor

/// A parameter as a layer meets it on the way forward.
public enum ParameterView<T: Real>: Sendable {
  /// Values to read.
  case values(TensorView<T>)
  /// What the layer only multiplies by (``ParameterSpec/isMatrix``).
  case matrix(Matrix<T>)
  /// A buffer that is not trained, which the layer may change while training.
  case state(MutableTensorView<T>)
}
