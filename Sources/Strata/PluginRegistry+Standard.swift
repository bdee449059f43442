public import StrataPlugin

import StrataData
import StrataLayers
import StrataLosses
import StrataTraining

extension PluginRegistry {
  /// Every plugin that the package brings. Copy it and register your own beside them.
  public static let standard: PluginRegistry = {
    do {
      return try PluginRegistry(
        LayerPlugins.all + LossPlugins.all + TrainingPlugins.all + DataPlugins.all)
    } catch {
      preconditionFailure("the package's own kinds are distinct, and a test says so: \(error)")
    }
  }()
}
