import StrataJSON
import StrataLosses
public import StrataPlugin
import StrataTensor
public import StrataTraining

/// Checks all that a metric promises, with 1 and 3 outputs, for class numbers and for values.
///
/// - Its name can be a key of an epoch's record.
/// - Its value is finite, and the same to the last bit however the set is cut into batches, twice, and
///   when it was asked for on the way.
/// - What it has counted comes back from its coded form in the middle of the set, and is written to
///   the same bytes again.
/// - It comes back from its coded form, and its kind is found in a registry.
/// - Parameters:
///   - metric: The metric.
///   - targets: Where target values are drawn from.
///   - plugins: The types of plugins outside the package that its configuration holds.
///   - seed: What all drawn numbers depend on.
/// - Returns: A digest of all values.
/// - Throws: ``CheckFailure``.
@discardableResult
public func checkMetric<M: Metric>(
  _ metric: M, targets: ClosedRange<Float> = 0...1, plugins: [any Plugin.Type] = [],
  seed: UInt64 = 1
) throws(CheckFailure) -> Digest {
  try checkCoding(metric, plugins: plugins)
  let subject = "metric '\(M.kind)'"
  do throws(PluginError) {
    try metric.check()
  } catch {
    throw CheckFailure(subject, "parameters", expected: "ones in range", got: error.description)
  }
  try checkName(metric.name, subject)
  var digest = Digest()
  for outputs in [1, 3] {
    for classes in [true, false] {
      let what = "\(outputs) outputs, \(classes ? "class numbers" : "values")"
      let check = MetricCheck(
        metric: metric, subject: "\(subject) with \(what)",
        set: MetricSet(outputs: outputs, classes: classes, in: targets, seed: seed))
      let value = try check.value()
      try check.cuts(value)
      try check.questions(value)
      try check.coding(value)
      digest.add((0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) })
    }
  }
  return digest
}

private func checkName(_ name: String, _ subject: String) throws(CheckFailure) {
  let isWord = name.utf8.allSatisfy {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
  }
  let first = name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  // Both stand among an epoch's numbers already.
  guard isWord, first == true, name != "loss", !name.hasPrefix("validation") else {
    throw CheckFailure(
      subject, "name",
      expected: "letters and digits, a small letter first, neither loss nor validation…",
      got: "'\(name)'")
  }
}

/// Answers, some of them equal, and what they should have been.
private struct MetricSet {
  let answers: Tensor<Float>
  let targets: SetTargets

  enum SetTargets {
    case classes([Int32])
    case values(Tensor<Float>)
  }

  static let samples = 53

  init(outputs: Int, classes: Bool, in range: ClosedRange<Float>, seed: UInt64) {
    let shape: Shape = [Self.samples, outputs]
    var answers = Samples.uniform(shape, in: 0...1, seed: seed)
    for place in 0..<shape.count where place % 3 != 0 {
      answers[place] = (answers[place] * 8).rounded() / 8
    }
    self.answers = answers
    targets =
      classes
      ? .classes(Samples.classes(Self.samples, below: max(outputs, 2), seed: seed &+ 1))
      : .values(Samples.uniform(shape, in: range, seed: seed &+ 1))
  }

  func add(_ range: Range<Int>, to accumulator: inout some MetricAccumulator) {
    let rows = Array(range)
    let answers = TensorView(answers.rows(rows))
    switch targets {
    case .classes(let labels):
      accumulator.add(answers, .classes(TensorView(Tensor(rows.map { labels[$0] }))))
    case .values(let values):
      accumulator.add(answers, .values(TensorView(values.rows(rows))))
    }
  }
}

private struct MetricCheck<M: Metric> {
  let metric: M
  let subject: String
  let set: MetricSet

  /// The value over a set in batches of a size.
  private func value(batches size: Int) -> Double {
    var accumulator = metric.accumulator()
    FloatingPointEnvironment.pinned {
      for start in stride(from: 0, to: MetricSet.samples, by: size) {
        set.add(start..<min(start + size, MetricSet.samples), to: &accumulator)
      }
    }
    return accumulator.value
  }

  private func same(
    _ property: String, _ got: Double, _ expected: Double
  ) throws(CheckFailure) {
    let isSame = got.isNaN ? expected.isNaN : got.bitPattern == expected.bitPattern
    guard isSame else {
      throw CheckFailure(
        subject, property, expected: "\(expected), to the last bit", got: "\(got)")
    }
  }

  func value() throws(CheckFailure) -> Double {
    let value = value(batches: MetricSet.samples)
    guard value.isFinite else {
      throw CheckFailure(subject, "value", expected: "a finite number", got: "\(value)")
    }
    return value
  }

  func cuts(_ value: Double) throws(CheckFailure) {
    for size in [1, 7, 32, MetricSet.samples] {
      try same("value in batches of \(size)", self.value(batches: size), value)
    }
  }

  func questions(_ value: Double) throws(CheckFailure) {
    var accumulator = metric.accumulator()
    _ = accumulator.value
    for sample in 0..<MetricSet.samples {
      set.add(sample..<sample + 1, to: &accumulator)
      _ = accumulator.value
    }
    try same("value, asked for after every sample", accumulator.value, value)
  }

  func coding(_ value: Double) throws(CheckFailure) {
    for place in [0, 1, 20, MetricSet.samples] {
      var accumulator = metric.accumulator()
      if place > 0 { set.add(0..<place, to: &accumulator) }
      var back = try coded(accumulator, "after \(place) samples")
      try same("coded value after \(place) samples", back.value, accumulator.value)
      if place < MetricSet.samples { set.add(place..<MetricSet.samples, to: &back) }
      try same("value, taken up after \(place) samples", back.value, value)
    }
  }

  /// Brings what was counted to its coded form and back, through plain data, as a file does.
  private func coded(
    _ accumulator: M.Accumulator, _ when: String
  ) throws(CheckFailure) -> M.Accumulator {
    do {
      let bytes = try JSONWriter.encode(accumulator)
      let data = try JSONReader.decode(Configuration.self, from: bytes)
      let back = try JSONReader.decode(M.Accumulator.self, from: JSONWriter.encode(data))
      let again = try JSONWriter.encode(back)
      guard again == bytes else {
        throw CheckFailure(
          subject, "count \(when), coded again", expected: String(decoding: bytes, as: UTF8.self),
          got: String(decoding: again, as: UTF8.self))
      }
      return back
    } catch let failure as CheckFailure {
      throw failure
    } catch {
      throw CheckFailure(subject, "count \(when)", expected: "a round trip", got: "\(error)")
    }
  }
}
