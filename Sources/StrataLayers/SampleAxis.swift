import StrataPlugin
import StrataTensor

/// An axis of a sample that an activation works along, as people number it: from 1, as 0 is the
/// batch, or from the end with −1 for the last.
struct SampleAxis {
  let number: Int

  /// Refuses the batch.
  func check(_ kind: String) throws(PluginError) {
    guard number != 0 else {
      throw .invalid(
        kind: kind, parameter: "axis", expected: "an axis of a sample; 0 is the batch", got: "0")
    }
  }

  /// Refuses values that do not have the axis.
  func check(_ kind: String, for values: ValueType) throws(LayerError) {
    guard let place = place(rank: values.dimensions.count), place > 0 else {
      throw LayerError(
        "\(kind): axis", expected: "an axis of a sample of \(values)", got: "\(number)")
    }
  }

  /// Its place in a shape, from 0; nil if there is none.
  func place(rank: Int) -> Int? {
    let place = number < 0 ? rank + number : number
    return place >= 0 && place < rank ? place : nil
  }
}
