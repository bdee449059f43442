public import StrataPlugin

/// The plugins that this module brings, for whoever assembles a registry.
public enum TrainingPlugins {
  /// Every optimizer, schedule and metric of the module.
  public static let all: [any Plugin.Type] = optimizers + schedules + metrics

  private static let optimizers: [any Plugin.Type] = [
    SGD.self, Adam.self, AdamW.self, AMSGrad.self, Nadam.self, Adamax.self, RMSProp.self,
    Adagrad.self, Adadelta.self, Lion.self, LBFGS.self,
  ]

  private static let schedules: [any Plugin.Type] = [
    ConstantRate.self, StepDecay.self, ExponentialDecay.self, PolynomialDecay.self,
    CosineDecay.self, WarmUp.self, OneCycle.self, ReduceLROnPlateau.self,
  ]

  private static let metrics: [any Plugin.Type] = [
    Accuracy.self, TopK.self, Precision.self, Recall.self, F1.self, AUC.self, AbsoluteError.self,
    SquaredError.self, RootMeanSquaredError.self, R2.self,
  ]
}
