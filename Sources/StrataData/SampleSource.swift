public import StrataTensor

/// Where a training or an evaluation gets its samples from: an array in memory, a file that is
/// larger than memory, a sequence.
public protocol SampleSource {
  /// What the samples look like.
  var layout: SampleLayout { get }

  /// The number of samples in a pass; nil if only reading them tells.
  var sampleCount: Int? { get }

  /// Begins a pass over all samples.
  /// - Parameters:
  ///   - random: What their order depends on, alone; nil for the order that they stand in.
  ///   - start: How many samples of that order to leave out: those that an interrupted training has
  ///     seen.
  /// - Throws: ``DataError``, such as ``DataError/reopen(_:)`` for a source that can be read only
  ///   once.
  func pass(
    shuffledBy random: RandomStream?, from start: Int
  ) throws(DataError) -> any SamplePass
}

/// One pass over the samples of a source, some at a time.
public protocol SamplePass: AnyObject {
  /// Goes on to the next samples.
  /// - Parameter size: How many, over 0.
  /// - Returns: How many there are: fewer at the end, then 0.
  /// - Throws: ``DataError`` for samples that cannot be read or are not as the layout says.
  func advance(by size: Int) throws(DataError) -> Int

  /// Copies the present samples of an input: [samples] + the shape of one.
  func copyInput(
    _ input: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// Copies the present samples' class numbers for an output that has classes: [samples].
  func copyClasses(_ output: Int, into view: MutableTensorView<Int32>)

  /// Copies the present samples' target values for an output that has values: [samples, values].
  func copyValues(
    _ output: Int, into view: MutableTensorView<Float>, _ arithmetic: Arithmetic<Float>)

  /// Copies the present samples' weights, where they have any: [samples].
  func copyWeights(into view: MutableTensorView<Float>)
}
