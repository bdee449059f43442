import StrataTensor

/// Compares a gradient with difference quotients, number by number and with its sign.
struct DifferenceQuotient {
  let subject: String
  let tolerances: Tolerances

  /// The objective at the present values, and the sum of its terms' sizes.
  typealias Objective = () throws(CheckFailure) -> (value: Double, size: Double)

  /// Moves each number of a tensor by ±h and compares.
  ///
  /// Where the function has a kink, the quotients to the right and to the left differ, and any
  /// slope between the two is right: a gradient of ReLU at 0 may be 0 or 1.
  /// - Parameters:
  ///   - name: What the tensor is.
  ///   - values: The numbers; each is put back as it was.
  ///   - gradient: The objective's derivative with respect to each, as the plugin computed it.
  ///   - objective: Computes the objective anew.
  func check(
    _ name: String, _ values: MutableTensorView<Double>, gradient: [Double],
    _ objective: Objective
  ) throws(CheckFailure) {
    let (middle, size) = try objective()
    guard middle.isFinite else {
      throw CheckFailure(
        subject, "the objective of '\(name)'", expected: "a finite number", got: "\(middle)")
    }
    var slopes: [(left: Double, right: Double, step: Double)] = []
    for index in 0..<values.count {
      let value = values[index]
      let step = tolerances.differenceStep * max(1, value.magnitude)
      values[index] = value + step
      let above = (step: values[index] - value, value: try objective().value)
      values[index] = value - step
      let below = (step: value - values[index], value: try objective().value)
      values[index] = value
      slopes.append(
        (
          left: (middle - below.value) / below.step, right: (above.value - middle) / above.step,
          step: step
        ))
    }
    let scale = slopes.reduce(0) { max($0, (($1.left + $1.right) / 2).magnitude) }
    for (index, slope) in slopes.enumerated() {
      let tolerance = tolerances.gradient * scale + tolerances.rounding * size / slope.step
      let central = (slope.left + slope.right) / 2
      let got = gradient[index]
      if (got - central).magnitude <= tolerance { continue }
      let low = min(slope.left, slope.right) - tolerance
      let high = max(slope.left, slope.right) + tolerance
      guard low <= got, got <= high else {
        throw CheckFailure(
          subject, "gradient of '\(name)', element \(index)",
          expected: "\(central) ± \(tolerance) by central differences", got: "\(got)")
      }
    }
  }
}
