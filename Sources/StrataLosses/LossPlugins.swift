public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum LossPlugins {
  /// Every loss of the module.
  public static let all: [any Plugin.Type] = [
    MeanSquaredError.self, MeanAbsoluteError.self, SoftmaxCrossEntropy.self,
    CategoricalCrossEntropy.self, SigmoidCrossEntropy.self, BinaryCrossEntropy.self,
  ]
}
