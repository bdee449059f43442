import StrataPlugin

/// An activation of any kind, as a layer's hyperparameter.
///
/// One whose type is not registered is kept, so that the layer can be shown and written again.
public struct AnyActivation: Hashable, Sendable, Codable {
  private let box: AnyPlugin
  private let function: (any Activation)?

  /// An activation whose type is at hand.
  public init(_ activation: any Activation) {
    box = AnyPlugin(activation)
    function = activation
  }

  /// Whether its type is at hand.
  public var isKnown: Bool { function != nil }

  /// Its name in files.
  public var kind: String { box.kind }

  /// The activation itself.
  /// - Throws: ``LayerError`` naming kind and version if its type is not at hand.
  public func resolved() throws(LayerError) -> any Activation {
    if let function { return function }
    do {
      _ = try box.plugin
    } catch {
      throw LayerError("activation", expected: "a registered kind", got: error.description)
    }
    throw LayerError("activation", expected: "an activation", got: "'\(kind)', which is none")
  }

  /// Refuses, before anything is computed, what the activation itself refuses: for the `outputs(for:)`
  /// of layers that end in one.
  /// - Parameter values: The type of what it is applied to.
  /// - Throws: ``LayerError``, also if its type is not at hand.
  public func check(for values: ValueType) throws(LayerError) {
    let activation = try resolved()
    do throws(PluginError) {
      try activation.check()
    } catch .invalid(let kind, let parameter, let expected, let got) {
      throw LayerError("\(kind): \(parameter)", expected: expected, got: got)
    } catch {
      throw LayerError("activation", expected: "one that can be applied", got: error.description)
    }
    try activation.check(for: values)
  }

  /// Reads `"relu"` or `{"leakyReLU": {"slope": 0.01}}`.
  /// - Throws: `DecodingError`, and what the activation's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    box = try AnyPlugin(.activation, from: decoder)
    function = (try? box.plugin) as? any Activation
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws { try box.encode(to: encoder) }

  /// Equal in kind, version and configuration.
  public static func == (a: Self, b: Self) -> Bool { a.box == b.box }
  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(box) }
}
