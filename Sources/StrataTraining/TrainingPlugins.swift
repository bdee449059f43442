public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum TrainingPlugins {
  /// Every optimizer and metric of the module.
  public static let all: [any Plugin.Type] = [
    SGD.self, Adam.self,
    Accuracy.self, TopK.self, Precision.self, Recall.self, F1.self, AUC.self, AbsoluteError.self,
    SquaredError.self, RootMeanSquaredError.self, R2.self,
  ]
}
