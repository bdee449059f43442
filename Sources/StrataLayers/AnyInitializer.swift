import StrataPlugin
public import StrataTensor

/// An initializer of any kind, as a layer's hyperparameter.
public struct AnyInitializer: Initializer {
  /// Names no kind of its own: it is always written as the initializer it holds.
  public static let kind = "any"

  private let box: AnyPlugin

  /// An initializer whose type is at hand; one in a box already stays in that one.
  public init(_ initializer: any Initializer) {
    if let boxed = initializer as? AnyInitializer {
      self = boxed
    } else {
      box = AnyPlugin(initializer)
    }
  }

  /// Its name in files.
  public var kindInFile: String { box.kind }

  /// The values of the initializer it holds.
  /// - Throws: ``LayerError``, also if the initializer's type is not at hand.
  public func values(
    for shape: Shape, fans: Fans, random: RandomStream
  ) throws(LayerError) -> [Float] {
    let plugin: any Plugin
    do {
      plugin = try box.plugin
    } catch {
      throw LayerError("initializer", expected: "a registered kind", got: error.description)
    }
    guard let initializer = plugin as? any Initializer else {
      throw LayerError("initializer", expected: "an initializer", got: "'\(box.kind)'")
    }
    return try initializer.values(for: shape, fans: fans, random: random)
  }

  /// Reads `"heNormal"` or `{"uniform": {"low": -1, "high": 1}}`.
  /// - Throws: `DecodingError`, and what the initializer's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    box = try AnyPlugin(.initializer, from: decoder)
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws { try box.encode(to: encoder) }
}
