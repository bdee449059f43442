import StrataTensor

/// Scales each unit's weights by a function of their norm.
///
/// The norm is the root of the sum of squares over the unit's inputs, from the first to the last, in
/// Double: no square of a Float overflows there.
enum UnitNorms {
  /// Units that are summed at a time: as many Floats as a cache line holds.
  private static let width = 16

  /// - Parameters:
  ///   - weights: [..., inputs, units].
  ///   - factor: What a unit's weights are multiplied by, from their norm; nil to leave them. In
  ///     Double, the product rounded once.
  static func scale<T: Real>(
    _ weights: MutableTensorView<T>, by factor: (Double) -> Double?
  ) {
    let (inputs, units) = (weights.shape.rows, weights.shape.columns)
    weights.withMutableSpan { w in
      for first in stride(from: 0, to: units, by: width) {
        let count = min(width, units - first)
        var sums = InlineArray<16, Double>(repeating: 0)
        for input in 0..<inputs {
          let start = input * units + first
          for unit in 0..<count {
            let weight = Double(w[start + unit])
            sums[unit] += weight * weight
          }
        }
        for unit in 0..<count {
          guard let factor = factor(sums[unit].squareRoot()) else { continue }
          for input in 0..<inputs {
            let place = input * units + first + unit
            w[place] = T(Double(w[place]) * factor)
          }
        }
      }
    }
  }
}
