public import StrataModel
public import StrataTensor

/// Samples in array files, `.npy` or IDX, read as they are needed: for data that is larger than memory.
///
/// ```swift
/// let data = try ArrayStream(
///   inputs: ArrayFile(path: "images.npy"), targets: .classes(ArrayFile(path: "labels.npy")))
/// try trainer.fit(data, epochs: 5)
/// ```
///
/// A shuffled pass goes over all samples, each read at its place, in memory for one batch. Up to
/// 4,194,304 samples come in the order of a ``Dataset``: the training is the same, to the last bit, as
/// if the arrays were read whole. Of more samples the order is a pseudorandom one that takes no memory.
/// A training that is taken up in the middle of an epoch goes there at once.
public struct ArrayStream: SampleSource {
  /// What the samples should give, in files.
  public enum Targets: Sendable {
    /// Whole numbers, one a sample: class numbers; or labels, if a `ClassTarget` says which they
    /// are.
    case classes(ArrayFile, labels: ClassTarget? = nil)
    /// The right values: a row a sample.
    case values(ArrayFile)

    var file: ArrayFile {
      switch self {
      case .classes(let file, _), .values(let file): file
      }
    }
  }

  /// The most samples whose order is held in memory, 8 bytes each.
  static let largestOrder = 1 << 22

  let inputs: [ArrayFile]
  let targets: [Targets]
  let weights: ArrayFile?
  let preparation: InputPreparation?
  /// The numbers of the classes by their labels, for each output that has such.
  let classNumbers: [[Int32: Int32]?]
  /// What the samples look like.
  public let layout: SampleLayout

  /// Samples for a network of one input and one output.
  /// - Parameters:
  ///   - inputs: A row a sample.
  ///   - targets: As many rows.
  ///   - weights: How much each sample counts, at least 0; nil if all count alike.
  ///   - preparation: What is done to the elements; nil for nothing. It must be an array's.
  /// - Throws: ``DataError`` if the numbers of rows differ, or class numbers are not one a row.
  public init(
    inputs: ArrayFile, targets: Targets, weights: ArrayFile? = nil,
    preparation: InputPreparation? = nil
  ) throws(DataError) {
    try self.init(
      inputs: [inputs], targets: [targets], weights: weights, preparation: preparation)
  }

  /// Samples for a network of several inputs or outputs.
  /// - Parameters: As above; the preparation is that of every input.
  /// - Throws: As above.
  public init(
    inputs: [ArrayFile], targets: [Targets], weights: ArrayFile? = nil,
    preparation: InputPreparation? = nil
  ) throws(DataError) {
    guard let first = inputs.first, !targets.isEmpty else {
      throw .counts(inputs: inputs.count, targets: targets.count)
    }
    for input in inputs where input.rowCount != first.rowCount {
      throw .inputCounts(expected: first.rowCount, got: input.rowCount)
    }
    for target in targets where target.file.rowCount != first.rowCount {
      throw .counts(inputs: first.rowCount, targets: target.file.rowCount)
    }
    if let weights, weights.rowCount != first.rowCount || !weights.isOneARow {
      throw .weights(
        expected: "one for each of \(first.rowCount) samples", got: "\(weights.shape)")
    }
    if case .columns = preparation {
      throw .stream("\(first.name): expected the preparation of an array, got that of a table")
    }
    var (classNumbers, widths): ([[Int32: Int32]?], [Int?]) = ([], [])
    for target in targets {
      switch target {
      case .values(let file):
        classNumbers.append(nil)
        widths.append(file.rowLength)
      case .classes(let file, let labels):
        guard file.isOneARow else {
          throw .stream("\(file.name): expected one class number a row, got \(file.rowLength)")
        }
        classNumbers.append(labels.map(Self.numbers))
        widths.append(nil)
      }
    }
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.preparation = preparation
    self.classNumbers = classNumbers
    layout = SampleLayout(
      inputs: inputs.map { (try? Shape(Array($0.shape.array.dropFirst()))) ?? [] }, targets: widths,
      hasWeights: weights != nil)
  }

  private static func numbers(of target: ClassTarget) -> [Int32: Int32] {
    var numbers: [Int32: Int32] = [:]
    for (number, label) in target.labels.enumerated() {
      if let label = Int32(label) { numbers[label] = Int32(truncatingIfNeeded: number) }
    }
    return numbers
  }

  /// The number of samples.
  public var sampleCount: Int? { inputs[0].rowCount }

  /// Begins a pass.
  public func pass(
    shuffledBy random: RandomStream?, from start: Int
  ) throws(DataError) -> any SamplePass {
    ArrayPass(self, order: order(random), from: start)
  }

  /// The order of a pass.
  func order(_ random: RandomStream?, inMemory most: Int = largestOrder) -> Order {
    let count = inputs[0].rowCount
    guard let random else { return .asTheyStand }
    return count <= most
      ? .listed(SampleOrder.shuffled(count, random)) : .computed(Permutation(count, random))
  }

  /// What stands at which place.
  enum Order {
    case asTheyStand
    case listed([Int])
    case computed(Permutation)

    subscript(place: Int) -> Int {
      switch self {
      case .asTheyStand: place
      case .listed(let order): order[place]
      case .computed(let order): order[place]
      }
    }
  }
}
