/// A hyperparameter of a plugin, as a description of a network names it.
public struct PluginParameter: Hashable, Sendable {
  /// The name in descriptions and files, such as `learningRate`.
  public let name: String
  /// What it takes, in words: `whole number`, `number`, `true or false`, `text`, `list of numbers`, a
  /// family of plugins such as `activation`, `object of` and its names, or `value` for anything else.
  public let type: String
  /// Whether it must be given.
  public let isRequired: Bool
}

extension Plugin {
  /// The hyperparameters, in the order in which they are decoded.
  ///
  /// They are found by decoding a plugin from a decoder that writes down what it is asked for, so that
  /// no plugin has to list them.
  /// - Parameter registry: Where the plugins are found that this one holds.
  /// - Complexity: O(number of hyperparameters), and as much for each plugin within.
  public static func parameters(in registry: PluginRegistry) -> [PluginParameter] {
    let probe = ParameterProbe(userInfo: registry.userInfo)
    // What it throws of made-up values says nothing of the names.
    _ = try? Self(from: probe)
    return probe.parameters
  }
}
