public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum LossPlugins {
  /// Every loss of the module.
  public static let all: [any Plugin.Type] = [
    MeanSquaredError.self, MeanAbsoluteError.self, MeanSquaredLogarithmicError.self, Huber.self,
    LogCosh.self, Quantile.self, Poisson.self, SoftmaxCrossEntropy.self,
    CategoricalCrossEntropy.self, SigmoidCrossEntropy.self, BinaryCrossEntropy.self, Focal.self,
    KLDivergence.self, Hinge.self, SquaredHinge.self, CosineSimilarity.self,
  ]
}
