public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum TrainingPlugins {
  /// Every optimizer and metric of the module.
  public static let all: [any Plugin.Type] = [
    SGD.self, Adam.self, Accuracy.self, AbsoluteError.self,
  ]
}
