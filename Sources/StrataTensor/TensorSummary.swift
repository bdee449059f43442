/// What the elements of a tensor are like: how many, where they lie, how they are spread.
///
/// ```swift
/// let summary = TensorSummary(tensor, bins: 32)
/// print(summary.mean ?? 0, summary.deviation ?? 0, summary.histogram)
/// ```
///
/// Mean, deviation, minimum, maximum and histogram are of the finite elements; NaNs and infinities are
/// counted apart. Each element is taken as a Double. Sums have one order: within a block of
/// 4,096 elements element i goes to lane i mod 8, the lanes are joined pairwise, and so are the blocks,
/// by a balanced binary tree. The same elements give the same summary on every machine.
public struct TensorSummary: Hashable, Sendable {
  /// All elements.
  public let count: Int
  /// Elements that are NaN.
  public let nanCount: Int
  /// Elements that are infinite, of either sign.
  public let infinityCount: Int
  /// Elements that are 0 or −0.
  public let zeroCount: Int
  /// Σx / n over the n finite elements; nil if there are none. Infinite or NaN if Σx passes the largest
  /// Double, as only elements of 64 bits can.
  public let mean: Double?
  /// √(Σ(x − mean)² / n), the deviation of a population; nil and not finite as the mean is.
  public let deviation: Double?
  /// The least finite element; nil if there are none.
  public let minimum: Double?
  /// The greatest finite element; nil if there are none.
  public let maximum: Double?
  /// How many finite elements lie in each of the bins of equal width from the minimum to the maximum; the
  /// last one holds its upper bound. Where all are equal, they are in the first bin.
  public let histogram: [Int]

  /// Elements that are numbers: neither NaN nor infinite.
  public var finiteCount: Int { count - nanCount - infinityCount }
  /// The share of zeros, from 0 to 1; nil if there are no elements.
  public var zeroShare: Double? { count > 0 ? Double(zeroCount) / Double(count) : nil }

  /// How many elements are read at a time.
  @usableFromInline static let blockCount = 4096

  /// Sums up elements that are read twice, a block at a time: the way for tensors that are not in memory
  /// as numbers.
  /// - Parameters:
  ///   - count: All elements, at least 0.
  ///   - bins: Bins of the histogram; fewer than 1 give none.
  ///   - read: Puts the elements of a range, at most 4,096 of them, in place of what an array holds.
  /// - Complexity: O(count) time, O(bins) memory.
  public init(
    count: Int, bins: Int = 16, read: (_ range: Range<Int>, _ values: inout [Double]) -> Void
  ) {
    var block: [Double] = []
    block.reserveCapacity(Self.blockCount)
    func eachBlock(_ body: (Span<Double>) -> Void) {
      for start in stride(from: 0, to: count, by: Self.blockCount) {
        let range = start..<min(start + Self.blockCount, count)
        read(range, &block)
        precondition(block.count == range.count, "as many elements as were asked for")
        // The rest of the last lanes: a NaN is left out of everything.
        while !block.count.isMultiple(of: Lanes.scalarCount) { block.append(.nan) }
        body(block.span)
      }
    }

    var range = RangePass()
    eachBlock { range.add($0) }
    let finite = range.finiteCount
    let mean = finite > 0 ? range.sum.total / Double(finite) : nil
    var spread = SpreadPass(mean ?? 0, range.minimum, range.maximum, bins: max(bins, 0))
    if finite > 0 { eachBlock { spread.add($0) } }

    self.count = count
    infinityCount = range.infinityCount
    nanCount = count - finite - range.infinityCount
    zeroCount = range.zeroCount
    self.mean = mean
    deviation = finite > 0 ? (spread.squares.total / Double(finite)).squareRoot() : nil
    minimum = finite > 0 ? range.minimum : nil
    maximum = finite > 0 ? range.maximum : nil
    histogram = spread.histogram
  }

  /// Sums up a tensor.
  /// - Parameters:
  ///   - tensor: The elements.
  ///   - bins: Bins of the histogram; fewer than 1 give none.
  /// - Complexity: O(elements) time, O(bins) memory.
  @inlinable public init<Scalar: Real>(_ tensor: Tensor<Scalar>, bins: Int = 16) {
    self.init(tensor.elements.span, bins: bins)
  }

  /// Sums up what a view shows.
  /// - Parameters:
  ///   - view: The elements.
  ///   - bins: Bins of the histogram; fewer than 1 give none.
  /// - Complexity: O(elements) time, O(bins) memory.
  @inlinable public init<Scalar: Real>(_ view: TensorView<Scalar>, bins: Int = 16) {
    self = view.withSpan { Self($0, bins: bins) }
  }

  @inlinable init<Scalar: Real>(_ elements: borrowing Span<Scalar>, bins: Int) {
    // A span cannot be captured by what escapes; this closure does not.
    let span = copy elements
    self.init(count: span.count, bins: bins) { range, values in
      values.removeAll(keepingCapacity: true)
      for index in range { values.append(Double(span[index])) }
    }
  }
}

private typealias Lanes = SIMD8<Double>

extension Span<Double> {
  /// Eight elements from a place on.
  fileprivate func lanes(at place: Int) -> Lanes {
    Lanes(
      self[place], self[place + 1], self[place + 2], self[place + 3], self[place + 4],
      self[place + 5], self[place + 6], self[place + 7])
  }
}

extension Lanes {
  /// The finite ones: x − x is NaN for all others.
  fileprivate var isFinite: SIMDMask<SIMD8<Int64>> { (self - self) .== 0 }

  /// The sum, joined pairwise.
  fileprivate var pairwiseSum: Double {
    let four = evenHalf + oddHalf
    let two = four.evenHalf + four.oddHalf
    return two.x + two.y
  }
}

/// Sums of blocks joined by a balanced binary tree, in the order in which they come.
private struct TreeSum {
  /// The sum of 2^k blocks that waits for its neighbour, at k.
  private var waiting: [Double?] = []

  mutating func add(_ block: Double) {
    var sum = block
    var level = 0
    while level < waiting.count, let before = waiting[level] {
      sum = before + sum
      waiting[level] = nil
      level += 1
    }
    if level == waiting.count { waiting.append(sum) } else { waiting[level] = sum }
  }

  /// What still waits is joined from the last on.
  var total: Double {
    waiting.reduce(nil as Double?) { later, before in
      guard let before else { return later }
      return before + (later ?? 0)
    } ?? 0
  }
}

/// What the elements are, and the bounds of the finite ones.
private struct RangePass {
  private(set) var sum = TreeSum()
  private var lows = Lanes(repeating: .infinity)
  private var highs = Lanes(repeating: -.infinity)
  private var finite = SIMD8<Int64>()
  private var zeros = SIMD8<Int64>()
  private var infinities = SIMD8<Int64>()

  var finiteCount: Int { Int(finite.wrappedSum()) }
  var zeroCount: Int { Int(zeros.wrappedSum()) }
  var infinityCount: Int { Int(infinities.wrappedSum()) }
  // The 0 makes a −0 a 0.
  var minimum: Double { lows.min() + 0 }
  var maximum: Double { highs.max() + 0 }

  mutating func add(_ block: Span<Double>) {
    var sums = Lanes()
    for place in stride(from: 0, to: block.count, by: Lanes.scalarCount) {
      let x = block.lanes(at: place)
      let isFinite = x.isFinite
      sums += Lanes().replacing(with: x, where: isFinite)
      lows.replace(with: x, where: isFinite .& (x .< lows))
      highs.replace(with: x, where: isFinite .& (x .> highs))
      finite.replace(with: finite &+ 1, where: isFinite)
      zeros.replace(with: zeros &+ 1, where: x .== 0)
      infinities.replace(
        with: infinities &+ 1, where: (x .== .infinity) .| (x .== -.infinity))
    }
    sum.add(sums.pairwiseSum)
  }
}

/// How far the finite elements are from the mean, and in which bins.
private struct SpreadPass {
  private(set) var squares = TreeSum()
  private let mean: Double
  private let minimum: Double
  private let width: Double
  /// Half where the range of numbers of 64 bits passes the largest Double, else 1.
  private let factor: Double
  private let bins: Int
  /// The last one takes what is in no bin.
  private var counts: [Int]

  init(_ mean: Double, _ minimum: Double, _ maximum: Double, bins: Int) {
    self.mean = mean
    self.bins = bins
    factor = (maximum - minimum).isFinite ? 1 : 0.5
    self.minimum = minimum * factor
    let width = maximum * factor - minimum * factor
    self.width = width > 0 ? width : 1
    counts = [Int](repeating: 0, count: bins + 1)
  }

  var histogram: [Int] { Array(counts.dropLast()) }

  mutating func add(_ block: Span<Double>) {
    var sums = Lanes()
    for place in stride(from: 0, to: block.count, by: Lanes.scalarCount) {
      let x = block.lanes(at: place)
      let isFinite = x.isFinite
      let distance = Lanes().replacing(with: x - mean, where: isFinite)
      sums += distance * distance
      guard bins > 0 else { continue }
      // From 0 to the number of bins for what is finite.
      let position = (x * factor - minimum) / width * Double(bins)
      for lane in 0..<Lanes.scalarCount {
        counts[isFinite[lane] ? min(Int(position[lane]), bins - 1) : bins] += 1
      }
    }
    squares.add(sums.pairwiseSum)
  }
}
