import StrataLayers
public import StrataPlugin

extension PluginRegistry {
  /// Every plugin that predicting takes: the package's layers, activations and what they are made of.
  /// Copy it and register your own beside them.
  public static let predicting: PluginRegistry = {
    do {
      return try PluginRegistry(LayerPlugins.all)
    } catch {
      preconditionFailure("the package's own kinds are distinct, and a test says so: \(error)")
    }
  }()
}
