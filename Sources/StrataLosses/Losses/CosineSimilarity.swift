import StrataPlugin
public import StrataTensor

/// 1 − y·t / (|y| |t|), where y and t are a sample's outputs and targets as vectors: 0 where they
/// point the same way, 2 where they point opposite ways, however long they are.
///
/// A vector of zeros points nowhere: its loss is 1, its gradient 0.
public struct CosineSimilarity: Loss {
  /// `cosineSimilarity`.
  public static let kind = "cosineSimilarity"
  /// What a list of plugins says of it.
  public static let summary = "1 − the cosine of the angle between outputs and targets"

  /// The loss; it has nothing to configure.
  public init() {}

  /// False.
  public var takesClasses: Bool { false }
  /// False: other units would be another direction.
  public var targetsMayBeScaled: Bool { false }

  /// A vector's length; its largest element is divided out, so that no square overflows.
  private func length<T: Real>(_ vector: TensorView<T>, _ range: Range<Int>) -> T {
    var largest = T.zero
    for place in range where abs(vector[place]) > largest { largest = abs(vector[place]) }
    // Shorter ones count as of the smallest normal length, whose inverse is a number.
    guard largest >= .leastNormalMagnitude else { return largest }
    var sum = T.zero
    for place in range { sum += (vector[place] / largest) * (vector[place] / largest) }
    return largest * sum.squareRoot()
  }

  /// 1 − cos of the angle between two vectors of lengths that are not 0: half the squared distance
  /// of their ends on the unit sphere, so that nothing cancels where they are close.
  private func loss<T: Real>(
    _ y: TensorView<T>, _ t: TensorView<T>, _ range: Range<Int>, _ yLength: T, _ tLength: T
  ) -> T {
    var sum = T.zero
    for place in range {
      let distance = y[place] / yLength - t[place] / tLength
      sum += distance * distance
    }
    return sum / 2
  }

  /// 1 − cos of each sample.
  public func losses<T: Real>(
    _ y: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let t) = targets, losses.count > 0 else { return }
    let outputs = y.count / losses.count
    for sample in 0..<losses.count {
      let range = sample * outputs..<(sample + 1) * outputs
      let (yLength, tLength) = (length(y, range), length(t, range))
      let isAngle = yLength >= .leastNormalMagnitude && tLength >= .leastNormalMagnitude
      losses[sample] = isAngle ? loss(y, t, range, yLength, tLength) : 1
    }
  }

  /// −scale · (t/|t| − cos · y/|y|) / |y|.
  public func gradient<T: Real>(
    _ y: TensorView<T>, _ targets: TargetView<T>, scale: T, into gradient: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    guard case .values(let t) = targets, y.count > 0 else { return }
    let outputs = y.count / y.shape[0]
    for sample in 0..<y.shape[0] {
      let range = sample * outputs..<(sample + 1) * outputs
      let (yLength, tLength) = (length(y, range), length(t, range))
      guard yLength >= .leastNormalMagnitude, tLength >= .leastNormalMagnitude else {
        for place in range { gradient[place] = 0 }
        continue
      }
      let loss = loss(y, t, range, yLength, tLength)
      for place in range {
        let direction = y[place] / yLength
        let difference = (t[place] / tLength - direction) + loss * direction
        gradient[place] = -scale * difference / yLength
      }
    }
  }
}

extension Loss where Self == CosineSimilarity {
  /// 1 − y·t / (|y| |t|).
  public static var cosineSimilarity: CosineSimilarity { CosineSimilarity() }
}
