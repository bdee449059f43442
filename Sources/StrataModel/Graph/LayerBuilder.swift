public import StrataLayers

/// Collects the layers of a chain, as `Model(input:) { … }` takes them.
@resultBuilder public enum LayerBuilder {
  /// A layer, with a name or without.
  public typealias Element = (name: String?, layer: AnyLayer)

  /// A layer.
  public static func buildExpression(_ layer: some Layer) -> [Element] {
    [(nil, AnyLayer(layer))]
  }
  /// A layer with a name of its own.
  public static func buildExpression(_ named: NamedLayer) -> [Element] {
    [(named.name, AnyLayer(named.layer))]
  }
  /// Layers that somebody else has collected.
  public static func buildExpression(_ layers: [any Layer]) -> [Element] {
    layers.map { (nil, AnyLayer($0)) }
  }
  /// One after the other.
  public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }
  /// `if` without `else`.
  public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
  /// `if`.
  public static func buildEither(first part: [Element]) -> [Element] { part }
  /// `else`.
  public static func buildEither(second part: [Element]) -> [Element] { part }
  /// `for`.
  public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
}

/// A layer and the name of its node.
public struct NamedLayer: Sendable {
  let name: String
  let layer: any Layer
}

extension Layer {
  /// This layer at a node of the given name: its parameters are `name.weight` and so on.
  public func named(_ name: String) -> NamedLayer { NamedLayer(name: name, layer: self) }
}
