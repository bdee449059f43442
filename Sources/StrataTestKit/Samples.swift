public import StrataTensor

/// Numbers to test with: the same on every machine for the same seed.
public enum Samples {
  /// Numbers spread evenly over a range.
  public static func uniform(
    _ shape: Shape, in range: ClosedRange<Float> = -1...1, seed: UInt64 = 1
  ) -> Tensor<Float> {
    let random = RandomStream(seed: seed, purpose: .layer)
    var tensor = Tensor<Float>(zeros: shape)
    let width = range.upperBound - range.lowerBound
    for index in 0..<shape.count {
      tensor[index] = range.lowerBound + width * random.uniform(sample: 0, element: index)
    }
    return tensor
  }

  /// Class numbers from 0 up to below `classes`.
  public static func classes(_ count: Int, below classes: Int, seed: UInt64 = 1) -> [Int32] {
    let random = RandomStream(seed: seed, purpose: .layer)
    return (0..<count).map { Int32(random.integer(below: classes, sample: $0)) }
  }
}
