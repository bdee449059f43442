import StrataLosses
import StrataModel
import StrataPlugin

/// The plugins that a state names, at hand and checked.
struct ResolvedPlugins {
  let losses: [any Loss]
  let optimizer: any Optimizer
  let schedule: (any Schedule)?
  let metrics: [any Metric]

  /// - Throws: ``TrainingError`` for a kind that is not registered and parameters out of range.
  init(_ state: TrainingState) throws(TrainingError) {
    var losses: [any Loss] = []
    for output in state.losses { losses.append(try Self.plugin(output.loss)) }
    var metrics: [any Metric] = []
    for metric in state.metrics { metrics.append(try Self.plugin(metric)) }
    let optimizer: any Optimizer = try Self.plugin(state.optimizer)
    let schedule: (any Schedule)? = try state.schedule.map(Self.plugin)
    // Each stands under its name in the history.
    for (index, metric) in metrics.enumerated() {
      try Self.check(metric.check)
      if metrics[..<index].contains(where: { $0.name == metric.name }) {
        throw .argument("metrics", expected: "each name once", got: "'\(metric.name)' twice")
      }
    }
    for loss in losses { try Self.check(loss.check) }
    try Self.check(optimizer.check)
    if let schedule { try Self.check(schedule.check) }
    (self.losses, self.optimizer, self.schedule, self.metrics) =
      (losses, optimizer, schedule, metrics)
  }

  private static func plugin<P>(_ box: AnyPlugin) throws(TrainingError) -> P {
    do {
      if let plugin = try box.plugin as? P { return plugin }
    } catch {
      throw .state(error.description)
    }
    throw .state("'\(box.kind)' is no \(box.family)")
  }

  /// - Throws: ``TrainingError`` for what a plugin refuses.
  static func check(
    _ body: () throws(PluginError) -> Void
  ) throws(TrainingError) {
    do throws(PluginError) {
      try body()
    } catch .invalid(let kind, let parameter, let expected, let got) {
      throw .argument("\(kind) \(parameter)", expected: expected, got: got)
    } catch {
      throw .state(error.description)
    }
  }
}
