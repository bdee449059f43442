public import StrataTensor

/// What large weights cost: l1 · Σ|w| + l2 · Σw², added to what training makes small.
///
/// A trainer adds the gradient l1 · sign(w) + 2 · l2 · w to the parameter's own before gradients are
/// clipped. The loss that it reports stays the data's. In files `{"l1": 0.001, "l2": 0.01}`.
///
/// Unlike an optimizer's weight decay, a penalty goes through whatever the optimizer makes of
/// gradients.
public struct Penalty: Hashable, Sendable, Codable {
  /// What each weight's size costs; a finite number of at least 0.
  public let l1: Float
  /// What each weight's square costs; a finite number of at least 0.
  public let l2: Float

  /// A penalty; numbers out of range are refused when a model is built.
  public init(l1: Float = 0, l2: Float = 0) {
    self.l1 = l1
    self.l2 = l2
  }

  private enum CodingKeys: CodingKey { case l1, l2 }

  /// Reads `l1` and `l2` (default 0 each).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    l1 = try container.decodeIfPresent(Float.self, forKey: .l1) ?? 0
    l2 = try container.decodeIfPresent(Float.self, forKey: .l2) ?? 0
  }

  /// Refuses numbers out of range.
  /// - Parameter kind: The kind of the layer that asks, for the message.
  /// - Throws: ``LayerError``.
  public func check(_ kind: String) throws(LayerError) {
    for (name, value) in [("l1", l1), ("l2", l2)] where !(value >= 0 && value.isFinite) {
      throw LayerError(
        "\(kind): penalty: \(name)", expected: "a finite number of at least 0", got: "\(value)")
    }
  }

  /// g = g + (l1 · sign(w) + 2 · l2 · w), element by element, each operation rounded.
  public func addGradient<T: Real>(
    of w: TensorView<T>, to g: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.map(
      w, g.readOnly, g.readOnly, into: g, Gradient(l1: T(l1), twiceL2: 2 * T(l2)))
  }

  /// l1 · Σ|w| + l2 · Σw², the sums in Double from the first element to the last.
  /// - Complexity: O(elements).
  public func value<T: Real>(of w: TensorView<T>) -> Double {
    w.withSpan { w in
      var (sizes, squares) = (0.0, 0.0)
      for index in w.indices {
        let weight = Double(w[index])
        sizes += weight.magnitude
        squares += weight * weight
      }
      return Double(l1) * sizes + Double(l2) * squares
    }
  }

  private struct Gradient<Number: Real>: ElementFunctionOfThree {
    let l1: Number
    let twiceL2: Number

    func callAsFunction(_ w: Number, _ g: Number, _: Number) -> Number {
      let sign: Number = w > 0 ? 1 : w < 0 ? -1 : 0
      return g + (l1 * sign + twiceL2 * w)
    }
  }
}

extension Penalty {
  /// l1 · Σ|w|: what makes weights zero (R. Tibshirani, "Regression shrinkage and selection via the
  /// lasso", J. R. Statist. Soc. B 58 (1), 1996).
  public static func l1(_ l1: Float) -> Penalty { Penalty(l1: l1) }
  /// l2 · Σw²: what makes weights small (A. Hoerl and R. Kennard, "Ridge regression", Technometrics 12
  /// (1), 1970).
  public static func l2(_ l2: Float) -> Penalty { Penalty(l2: l2) }
}
