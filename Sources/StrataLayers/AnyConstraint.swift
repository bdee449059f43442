import StrataPlugin

/// A constraint of any kind, as a layer's hyperparameter.
///
/// One whose type is not registered is kept, so that the layer can be shown and written again.
public struct AnyConstraint: Hashable, Sendable, Codable {
  private let box: AnyPlugin
  private let constraint: (any Constraint)?

  /// A constraint whose type is at hand.
  public init(_ constraint: any Constraint) {
    box = AnyPlugin(constraint)
    self.constraint = constraint
  }

  /// Whether its type is at hand.
  public var isKnown: Bool { constraint != nil }

  /// Its name in files.
  public var kind: String { box.kind }

  /// The constraint itself.
  /// - Throws: ``LayerError`` naming kind and version if its type is not at hand, and for
  ///   hyperparameters out of range.
  public func resolved() throws(LayerError) -> any Constraint {
    do throws(PluginError) {
      if let constraint {
        try constraint.check()
        return constraint
      }
      _ = try box.plugin
    } catch {
      guard case .invalid(let kind, let parameter, let expected, let got) = error else {
        throw LayerError("constraint", expected: "a registered kind", got: error.description)
      }
      throw LayerError("\(kind): \(parameter)", expected: expected, got: got)
    }
    throw LayerError("constraint", expected: "a constraint", got: "'\(kind)', which is none")
  }

  /// Reads `"nonNegative"` or `{"maxNorm": {"limit": 2}}`.
  /// - Throws: `DecodingError`, and what the constraint's own `init(from:)` throws.
  public init(from decoder: any Decoder) throws {
    box = try AnyPlugin(.constraint, from: decoder)
    constraint = (try? box.plugin) as? any Constraint
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws { try box.encode(to: encoder) }

  /// Equal in kind, version and configuration.
  public static func == (a: Self, b: Self) -> Bool { a.box == b.box }
  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(box) }
}
