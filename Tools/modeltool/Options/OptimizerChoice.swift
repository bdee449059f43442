import Strata

/// Which optimizer a training takes.
enum OptimizerChoice {
  /// The optimizer that was asked for; else the saved one, with what was said about it changed;
  /// else Adam.
  /// - Throws: ``UsageError`` for an unknown name and for values out of range.
  static func optimizer(
    _ arguments: Arguments, _ saved: AnyPlugin?
  ) throws -> any Optimizer {
    let name = arguments.string("--optimizer")
    var optimizer: any Optimizer
    if let saved, name == nil || name == saved.kind {
      guard let plugin = try saved.plugin as? any Optimizer else {
        throw UsageError("--optimizer is missing: the file's is unknown")
      }
      optimizer = plugin
    } else {
      optimizer = try named(name ?? Adam.kind)
    }
    if let momentum = try arguments.number(
      "--momentum", "a number from 0 up to below 1", where: { $0 >= 0 && $0 < 1 })
    {
      guard let sgd = optimizer as? SGD else {
        throw UsageError("--momentum goes with --optimizer sgd")
      }
      optimizer = SGD(
        learningRate: sgd.learningRate, momentum: momentum, nesterov: sgd.nesterov)
    }
    if let rate = try arguments.number(
      "--learning-rate", "a number over 0", where: { $0 > 0 })
    {
      optimizer.learningRate = rate
    }
    return optimizer
  }

  private static func named(_ name: String) throws -> any Optimizer {
    let registry = PluginRegistry.standard
    guard let found = try? registry.plugin(.optimizer, kind: name) as? any Optimizer else {
      throw UsageError("--optimizer: \(registry.unknown(.optimizer, kind: name))")
    }
    return found
  }
}
