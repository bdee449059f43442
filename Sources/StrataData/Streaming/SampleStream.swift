public import StrataTensor

/// Samples that come one after the other and are not kept: more than memory holds, or made as they are
/// asked for.
///
/// ```swift
/// let layout = SampleLayout(inputs: [[2]], targets: [1])
/// let stream = SampleStream(layout, count: 1_000_000) { (0..<1_000_000).lazy.map(sample) }
/// ```
///
/// A shuffled pass takes each sample at random out of a window of those that come next: what lies
/// farther apart than the window stays in order, more or less. A window of 1 keeps the order.
///
/// Where the number of samples is said, a pass has just as many: what comes after them is not read, so
/// that a sequence may be endless, and one that ends earlier is an error.
public struct SampleStream: SampleSource {
  /// Gives the next sample, nil at the end.
  public typealias Next = () throws(DataError) -> Sample?

  /// What the samples look like.
  public let layout: SampleLayout
  /// The number of samples, if it is known.
  public let sampleCount: Int?
  /// How many samples a shuffled pass holds to choose from.
  public let window: Int
  private let open: () throws(DataError) -> Next

  /// A source that can be opened any number of times.
  /// - Parameters:
  ///   - layout: What the samples look like; each is checked as it comes.
  ///   - count: The number of samples of a pass, if it is known, at least 0.
  ///   - window: How many samples a shuffled pass holds to choose from, at least 1.
  ///   - open: Begins anew, with the same samples.
  public init(
    _ layout: SampleLayout, count: Int? = nil, window: Int = 4096,
    opening open: @escaping () throws(DataError) -> Next
  ) {
    self.layout = layout
    sampleCount = count.map { max($0, 0) }
    self.window = max(window, 1)
    self.open = open
  }

  /// A sequence that can be made any number of times.
  /// - Parameters: As above.
  public init<Samples: Sequence<Sample>>(
    _ layout: SampleLayout, count: Int? = nil, window: Int = 4096,
    _ samples: @escaping () -> Samples
  ) {
    self.init(layout, count: count, window: window) { () throws(DataError) -> Next in
      var iterator = samples().makeIterator()
      return { () throws(DataError) in iterator.next() }
    }
  }

  /// A sequence that can be gone through once, for one epoch: another pass throws
  /// ``DataError/reopen(_:)``.
  /// - Parameters: As above.
  public init(
    once samples: some Sequence<Sample>, _ layout: SampleLayout, count: Int? = nil,
    window: Int = 4096
  ) {
    var left: Next?
    var iterator = samples.makeIterator()
    left = { () throws(DataError) in iterator.next() }
    self.init(layout, count: count, window: window) { () throws(DataError) -> Next in
      guard let next = left else {
        throw .reopen(
          "expected a source that can be opened again, got a sequence that was used up; make the "
            + "stream of a closure that returns the sequence")
      }
      left = nil
      return next
    }
  }

  /// Begins a pass; those that are left out at its start are read all the same.
  /// - Throws: ``DataError``, such as ``DataError/ended(expected:got:)`` if there are fewer than are to
  ///   be left out.
  public func pass(
    shuffledBy random: RandomStream?, from start: Int
  ) throws(DataError) -> any SamplePass {
    let pass = StreamPass(
      layout, SampleWindow(try open(), count: sampleCount, size: window, random))
    try pass.skip(start)
    return pass
  }
}
