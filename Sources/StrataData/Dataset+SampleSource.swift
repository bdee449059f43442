public import StrataTensor

extension Dataset: SampleSource {
  /// What the samples look like.
  public var layout: SampleLayout {
    SampleLayout(
      inputs: inputList.map { (try? Shape(Array($0.shape.array.dropFirst()))) ?? [] },
      targets: targetList.map(\.width), hasWeights: weights != nil)
  }

  /// The number of samples.
  public var sampleCount: Int? { count }

  /// Begins a pass; shuffled, each order of all samples is as likely.
  public func pass(
    shuffledBy random: RandomStream?, from start: Int
  ) throws(DataError) -> any SamplePass {
    let order =
      random.map { SampleOrder.shuffled(count, $0) } ?? Array(0..<count)
    return DatasetPass(self, order, from: start)
  }
}

/// A pass over samples in memory.
private final class DatasetPass: SamplePass {
  private let data: Dataset
  private let order: [Int]
  private var present: Range<Int>

  init(_ data: Dataset, _ order: [Int], from start: Int) {
    self.data = data
    self.order = order
    let start = min(max(start, 0), order.count)
    present = start..<start
  }

  func advance(by size: Int) -> Int {
    let start = present.upperBound
    // However large a batch is asked for: what is left is all there is.
    present = start..<start + min(size, order.count - start)
    return present.count
  }

  func copyInput(
    _ input: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>
  ) {
    arithmetic.gather(order[present], of: data.inputList[input], into: view)
  }

  func copyClasses(_ output: Int, into view: MutableTensorView<Int32>) {
    guard case .classes(let labels) = data.targetList[output] else { return }
    for row in 0..<present.count { view[row] = labels[order[present.lowerBound + row]] }
  }

  func copyValues(
    _ output: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>
  ) {
    guard case .values(let values) = data.targetList[output] else { return }
    arithmetic.gather(order[present], of: values, into: view)
  }

  func copyWeights(into view: MutableTensorView<Float>) {
    guard let weights = data.weights else { return }
    for row in 0..<present.count { view[row] = weights[order[present.lowerBound + row]] }
  }
}
