import StrataTensor

/// Compares what a plugin gave with what it should have given.
struct Comparison {
  let subject: String
  let tolerances: Tolerances

  /// Values that must be the same to the last bit.
  func sameBits<T: Real>(
    _ property: String, _ got: [T], _ expected: [T]
  ) throws(CheckFailure) {
    guard got.count == expected.count else {
      throw CheckFailure(
        subject, property, expected: "\(expected.count) values", got: "\(got.count)")
    }
    for index in expected.indices where !Self.isSame(got[index], expected[index]) {
      throw CheckFailure(
        subject, "\(property), element \(index)", expected: "\(expected[index]), to the last bit",
        got: "\(got[index])")
    }
  }

  /// −0 and 0 differ; NaNs are alike.
  private static func isSame<T: Real>(_ a: T, _ b: T) -> Bool {
    a.isNaN ? b.isNaN : a == b && a.sign == b.sign
  }

  /// Float results that must be those of Double but for rounding.
  func near(_ property: String, _ got: [Float], _ expected: [Double]) throws(CheckFailure) {
    guard got.count == expected.count else {
      throw CheckFailure(
        subject, property, expected: "\(expected.count) values", got: "\(got.count)")
    }
    let scale = expected.reduce(0) { max($0, $1.magnitude) }
    let tolerance = tolerances.float * scale + Double(Float.leastNormalMagnitude)
    for index in expected.indices {
      // Written so that a NaN fails.
      let isNear = (Double(got[index]) - expected[index]).magnitude <= tolerance
      guard isNear || Double(got[index]) == expected[index] else {
        throw CheckFailure(
          subject, "\(property), element \(index)",
          expected: "\(expected[index]) ± \(tolerance) as in Double", got: "\(got[index])")
      }
    }
  }

  /// Numbers that must be finite.
  func finite(_ property: String, _ values: [Float]) throws(CheckFailure) {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw CheckFailure(
        subject, "\(property), element \(index)", expected: "a finite number",
        got: "\(values[index])")
    }
  }

  /// Names that must differ, none of them empty.
  func ownNames(_ property: String, _ names: [String]) throws(CheckFailure) {
    guard Set(names).count == names.count, !names.contains("") else {
      throw CheckFailure(
        subject, property, expected: "a name of its own for each", got: "\(names)")
    }
  }

  /// Numbers that must all have been written over the sentinel.
  func written<T: Real>(_ property: String, _ values: [T]) throws(CheckFailure) {
    if let index = values.firstIndex(where: { Sentinel.isOne($0) }) {
      throw CheckFailure(
        subject, "\(property), element \(index)", expected: "a value", got: "nothing written there")
    }
  }
}

/// What memory is filled with before a plugin writes it: a NaN that no computation gives.
enum Sentinel {
  static func value<T: Real>(_ type: T.Type = T.self) -> T {
    T(
      sign: .plus, exponentBitPattern: T.nan.exponentBitPattern,
      significandBitPattern: T.nan.significandBitPattern | 0xBEEF)
  }

  static func isOne<T: Real>(_ value: T) -> Bool {
    value.isNaN && value.significandBitPattern == Self.value(T.self).significandBitPattern
  }
}

extension MutableTensorView where Scalar: Real {
  /// Memory of its own, all of it the sentinel.
  static func unwritten(_ shape: Shape) -> Self {
    let view = Buffer<Scalar>(count: shape.count).view(shape)
    view.fill(Sentinel.value())
    return view
  }
}

extension TensorView where Scalar: Real {
  /// A tensor's values in this number type.
  init(widening tensor: Tensor<Float>) {
    let view = Buffer<Scalar>(count: tensor.shape.count).view(tensor.shape)
    for index in 0..<view.count { view[index] = Scalar(tensor[index]) }
    self = view.readOnly
  }
}
