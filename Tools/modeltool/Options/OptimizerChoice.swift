import Strata

/// Which optimizer a training takes.
enum OptimizerChoice {
  /// The optimizer that was asked for; else the saved one, with what was said about it changed;
  /// else Adam.
  /// - Throws: ``UsageError`` for options that do not go together, and what a saved optimizer of an
  ///   unknown kind throws.
  static func optimizer(
    _ options: TrainingOptions, _ saved: AnyPlugin?
  ) throws -> any Optimizer {
    var optimizer = options.optimizer ?? Adam()
    if let saved, options.optimizer == nil || saved.kind == type(of: optimizer).kind {
      guard let plugin = try saved.plugin as? any Optimizer else {
        throw UsageError("--optimizer is missing: '\(saved.kind)' in the file is none")
      }
      optimizer = plugin
    }
    if let momentum = options.momentum {
      guard let sgd = optimizer as? SGD else {
        throw UsageError("--momentum goes with --optimizer sgd")
      }
      optimizer = SGD(
        learningRate: sgd.learningRate, momentum: momentum, nesterov: sgd.nesterov,
        weightDecay: sgd.weightDecay)
    }
    if let rate = options.learningRate { optimizer.learningRate = rate }
    return optimizer
  }

  /// The optimizer of a name.
  /// - Throws: ``UsageError`` listing those that there are.
  static func named(_ name: String) throws -> any Optimizer {
    let registry = Plugins.registry
    guard let found = try? registry.plugin(.optimizer, kind: name) as? any Optimizer else {
      throw UsageError("--optimizer: \(registry.unknown(.optimizer, kind: name))")
    }
    return found
  }
}
