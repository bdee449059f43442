/// What to go by when weights are put into a model, beside names and shapes.
public struct ImportRules: Sendable {
  /// Which tensor becomes which parameter.
  public var map: WeightMap
  /// Tensors of two dimensions that are turned before they are used.
  public var transposed: [NamePattern]
  /// How the file's tensors lie; nil to find out.
  public var layout: WeightLayout?

  /// Rules; by default none, so that names and shapes alone tell.
  public init(
    map: WeightMap = WeightMap(), transposed: [NamePattern] = [], layout: WeightLayout? = nil
  ) {
    self.map = map
    self.transposed = transposed
    self.layout = layout
  }
}
