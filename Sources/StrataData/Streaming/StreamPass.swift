import StrataTensor

/// A pass over samples that come one by one: the present ones, side by side.
final class StreamPass: SamplePass {
  private let layout: SampleLayout
  private var window: SampleWindow
  private var inputs: [[Float]]
  private var classes: [[Int32]]
  private var values: [[Float]]
  private var weights: [Float] = []
  private var taken = 0

  init(_ layout: SampleLayout, _ window: SampleWindow) {
    self.layout = layout
    self.window = window
    inputs = layout.inputs.map { _ in [] }
    classes = layout.targets.map { _ in [] }
    values = classes.map { _ in [] }
  }

  /// Leaves samples out.
  /// - Throws: ``DataError/ended(expected:got:)`` if there are not so many.
  func skip(_ count: Int) throws(DataError) {
    while taken < count {
      guard try window.take() != nil else { throw .ended(expected: count, got: taken) }
      taken += 1
    }
  }

  func advance(by size: Int) throws(DataError) -> Int {
    for input in inputs.indices { inputs[input].removeAll(keepingCapacity: true) }
    for output in classes.indices {
      classes[output].removeAll(keepingCapacity: true)
      values[output].removeAll(keepingCapacity: true)
    }
    weights.removeAll(keepingCapacity: true)
    var count = 0
    while count < size, let sample = try window.take() {
      try append(sample)
      taken += 1
      count += 1
    }
    return count
  }

  private func append(_ sample: Sample) throws(DataError) {
    guard sample.inputs.count == layout.inputs.count else {
      throw wrong("\(layout.inputs.count) inputs", "\(sample.inputs.count)")
    }
    for (index, input) in sample.inputs.enumerated() {
      guard input.count == layout.inputs[index].count else {
        throw wrong("\(layout.inputs[index].count) input values", "\(input.count)")
      }
      if let value = input.first(where: { !$0.isFinite }) {
        throw .notFinite("input", sample: taken, value: value)
      }
      inputs[index] += input
    }
    guard sample.targets.count == layout.targets.count else {
      throw wrong("targets for \(layout.targets.count) outputs", "\(sample.targets.count)")
    }
    for (index, target) in sample.targets.enumerated() {
      switch (target, layout.targets[index]) {
      case (.label(let label), nil): classes[index].append(label)
      case (.values(let target), let count?) where target.count == count:
        if let value = target.first(where: { !$0.isFinite }) {
          throw .notFinite("target", sample: taken, value: value)
        }
        values[index] += target
      case (.label, let count?): throw wrong("\(count) target values", "a label")
      case (.values(let target), let count):
        throw wrong(count.map { "\($0) target values" } ?? "a label", "\(target.count) values")
      }
    }
    guard sample.weight >= 0, sample.weight.isFinite else {
      throw .weights(
        expected: "finite numbers of at least 0", got: "\(sample.weight) at sample \(taken)")
    }
    guard layout.hasWeights || sample.weight == 1 else {
      throw wrong("a weight of 1, as the layout has no weights", "\(sample.weight)")
    }
    weights.append(sample.weight)
  }

  private func wrong(_ expected: String, _ got: String) -> DataError {
    .sample(taken, expected: expected, got: got)
  }

  func copyInput(
    _ input: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>
  ) { view.copy(from: inputs[input][...]) }

  func copyClasses(_ output: Int, into view: MutableTensorView<Int32>) {
    view.copy(from: classes[output][...])
  }

  func copyValues(
    _ output: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>
  ) { view.copy(from: values[output][...]) }

  func copyWeights(into view: MutableTensorView<Float>) { view.copy(from: weights[...]) }
}
