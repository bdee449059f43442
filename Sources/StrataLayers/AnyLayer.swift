import StrataPlugin

/// A layer of any kind, as a node of a network.
///
/// One whose type is not registered is kept, so that the network can be shown and written again;
/// running it throws.
public struct AnyLayer: Hashable, Sendable {
  private let box: AnyPlugin
  private let layer: (any Layer)?

  /// A layer whose type is at hand.
  public init(_ layer: any Layer) {
    box = AnyPlugin(layer)
    self.layer = layer
  }

  /// Its name in files.
  public var kind: String { box.kind }
  /// Its version in files.
  public var version: Int { box.version }
  /// Whether its type, and those of all plugins that it names, are at hand.
  public var isKnown: Bool { layer?.isKnown ?? false }

  /// The layer itself.
  /// - Throws: ``LayerError`` naming kind and version if its type is not at hand.
  public func resolved() throws(LayerError) -> any Layer {
    if let layer { return layer }
    do {
      _ = try box.plugin
    } catch {
      throw LayerError("layer", expected: "a registered kind", got: error.description)
    }
    throw LayerError("layer", expected: "a layer", got: "'\(kind)', which is none")
  }

  /// Reads `{"dense": {"units": 10}}` or `"flatten"`.
  /// - Parameters:
  ///   - decoder: Holds the registry in its `userInfo`.
  ///   - others: Keys beside the kind that belong to somebody else.
  /// - Throws: `DecodingError`, and what the layer's own `init(from:)` throws.
  public init(from decoder: any Decoder, beside others: [String]) throws {
    box = try AnyPlugin(.layer, from: decoder, beside: others)
    layer = (try? box.plugin) as? any Layer
  }

  /// Writes the layer as fields of an object that may hold others.
  /// - Throws: What the encoder throws.
  public func encodeFields(to encoder: any Encoder) throws { try box.encodeFields(to: encoder) }

  /// Writes the layer as a value: a bare name where there is nothing to configure.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws { try box.encode(to: encoder) }

  /// Equal in kind, version and configuration.
  public static func == (a: Self, b: Self) -> Bool { a.box == b.box }
  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(box) }
}
