import Strata

/// Which loss a training takes.
enum LossChoice {
  /// The loss of a name.
  /// - Throws: ``UsageError`` listing those that there are.
  static func named(_ name: String) throws -> any Loss {
    guard let loss = try? Plugins.registry.plugin(.loss, kind: name) as? any Loss else {
      throw UsageError("--loss: \(Plugins.registry.unknown(.loss, kind: name))")
    }
    return loss
  }

  /// What suits targets when nobody says: cross-entropy for classes, squares for numbers.
  /// - Parameter outputs: The network's outputs; one for two classes is a yes or no answer.
  static func standard(for target: TargetPreparation?, outputs: Int?) -> any Loss {
    guard case .classes(let classes) = target else { return .meanSquaredError }
    return classes.labels.count == 2 && outputs == 1
      ? SigmoidCrossEntropy() : SoftmaxCrossEntropy()
  }

  /// What a model is measured by: the loss that it was trained for, else what suits its target.
  static func measuring(_ model: Model, trained state: TrainingState?) throws -> any Loss {
    if let loss = try state?.loss.plugin as? any Loss { return loss }
    let outputs = try model.signature().outputTypes.first?.sampleCount
    return suited(standard(for: model.preparation?.target, outputs: outputs), to: model)
  }

  /// The form of a cross-entropy for what a network gives: one that ends in softmax or sigmoid gives
  /// probabilities, and a loss from logits would apply it a second time; one that ends in nothing
  /// gives logits.
  static func suited(_ loss: any Loss, to model: Model) -> any Loss {
    switch (loss, model.outputActivation) {
    case (let loss as SoftmaxCrossEntropy, Softmax.kind):
      .categoricalCrossEntropy(labelSmoothing: loss.labelSmoothing)
    case (let loss as SigmoidCrossEntropy, Sigmoid.kind):
      .binaryCrossEntropy(labelSmoothing: loss.labelSmoothing)
    case (let loss as CategoricalCrossEntropy, Identity.kind):
      .softmaxCrossEntropy(labelSmoothing: loss.labelSmoothing)
    case (let loss as BinaryCrossEntropy, Identity.kind):
      .sigmoidCrossEntropy(labelSmoothing: loss.labelSmoothing)
    default: loss
    }
  }

  /// The metrics that go with targets.
  static func metrics(for target: TargetPreparation?) -> [any Metric] {
    if case .classes = target { [Accuracy()] } else { [AbsoluteError()] }
  }
}
