import StrataModel
import StrataTensor

/// A pass over samples in array files: the present ones, side by side.
final class ArrayPass: SamplePass {
  private let source: ArrayStream
  private let order: ArrayStream.Order
  private let count: Int
  private var next: Int
  private var inputs: [[Float]]
  private var classes: [[Int32]]
  private var values: [[Float]]
  private var weights: [Float] = []
  private var room = ArrayFile.Room()

  init(_ source: ArrayStream, order: ArrayStream.Order, from start: Int) {
    self.source = source
    self.order = order
    count = source.inputs[0].rowCount
    next = min(max(start, 0), count)
    inputs = source.inputs.map { _ in [] }
    classes = source.targets.map { _ in [] }
    values = classes.map { _ in [] }
  }

  func advance(by size: Int) throws(DataError) -> Int {
    let places = (next..<next + min(size, count - next)).map { order[$0] }
    next += places.count
    for (index, file) in source.inputs.enumerated() {
      inputs[index].removeAll(keepingCapacity: true)
      try file.appendRows(places, to: &inputs[index], &room)
      try checkFinite(inputs[index], "input", places, file.rowLength)
      try prepare(&inputs[index], places, file.rowLength)
    }
    for (index, target) in source.targets.enumerated() {
      classes[index].removeAll(keepingCapacity: true)
      values[index].removeAll(keepingCapacity: true)
      switch target {
      case .values(let file):
        try file.appendRows(places, to: &values[index], &room)
        try checkFinite(values[index], "target", places, file.rowLength)
      case .classes(let file, _):
        try file.appendRows(places, to: &classes[index], &room)
        try number(&classes[index], by: source.classNumbers[index], places)
      }
    }
    if let file = source.weights {
      weights.removeAll(keepingCapacity: true)
      try file.appendRows(places, to: &weights, &room)
      if let wrong = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw .weights(
          expected: "finite numbers of at least 0",
          got: "\(weights[wrong]) at sample \(places[wrong])")
      }
    }
    return places.count
  }

  private func checkFinite(
    _ elements: [Float], _ what: String, _ places: [Int], _ rowLength: Int
  ) throws(DataError) {
    if let wrong = elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what, sample: places[wrong / rowLength], value: elements[wrong])
    }
  }

  private func prepare(
    _ elements: inout [Float], _ places: [Int], _ rowLength: Int
  ) throws(DataError) {
    guard let preparation = source.preparation else { return }
    do throws(PreparationError) {
      try preparation.prepareArray(&elements)
    } catch .tooLarge(.element(let wrong), let got) {
      throw .sample(
        places[wrong / rowLength], expected: "numbers that fit 32 bits once prepared", got: got)
    } catch {
      throw .stream("\(error)")
    }
  }

  /// Puts class numbers in the place of labels.
  private func number(
    _ labels: inout [Int32], by numbers: [Int32: Int32]?, _ places: [Int]
  ) throws(DataError) {
    guard let numbers else { return }
    for index in labels.indices {
      guard let number = numbers[labels[index]] else {
        throw .sample(
          places[index], expected: "one of \(numbers.count) labels", got: "\(labels[index])")
      }
      labels[index] = number
    }
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
