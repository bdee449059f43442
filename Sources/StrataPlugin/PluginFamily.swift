/// What a plugin is a kind of: a layer, an activation, a loss and so on.
///
/// A kind is unique within its family, so that a layer and an activation may both be called
/// `softmax`.
public struct PluginFamily: Hashable, Sendable, CustomStringConvertible {
  /// The word that messages use, singular and in lower case.
  public let name: String

  /// A family of your own.
  /// - Parameter name: The word that messages use, singular and in lower case.
  public init(_ name: String) { self.name = name }

  /// The family's name.
  public var description: String { name }

  /// Layers, the nodes of a network.
  public static let layer = PluginFamily("layer")
  /// Activations, the functions that layers end in.
  public static let activation = PluginFamily("activation")
  /// Initializers, which give parameters their first values.
  public static let initializer = PluginFamily("initializer")
  /// Constraints, which keep trained weights within bounds.
  public static let constraint = PluginFamily("constraint")
  /// Losses, what training makes small.
  public static let loss = PluginFamily("loss")
  /// Optimizers, which turn gradients into new weights.
  public static let optimizer = PluginFamily("optimizer")
  /// Schedules, which change the learning rate as a training goes on.
  public static let schedule = PluginFamily("schedule")
  /// Metrics, what people read beside the loss.
  public static let metric = PluginFamily("metric")
  /// Data readers, which make rows of the bytes of a file.
  public static let reader = PluginFamily("data reader")
}
