/// How far the elements of two tensors of one shape are apart.
///
/// Each element is taken as a Double: whole numbers beyond 2⁵³ are rounded, those of q8 multiplied by
/// their scale. The elements are gone through in row-major order, and the sum of the differences is taken
/// in that order, so that every machine gives the same numbers.
public struct ElementDifference: Sendable, Equatable {
  /// How many elements each tensor has.
  public let count: Int
  /// How many differ, be it in a bit.
  public let differing: Int
  /// How many of these have no distance, because one is a NaN or an infinity; they are left out of what
  /// follows.
  public let incomparable: Int
  /// The largest |old − new|.
  public let maximum: Double
  /// The mean of |old − new| over all elements but the incomparable ones; 0 if there are none.
  public let mean: Double
  /// The index of the first element with the largest difference.
  public let place: [Int]

  /// Nil as ``TensorDifference/elements`` says.
  init?(
    _ old: StrataReader, _ index: Int, _ new: StrataReader, _ place: Int
  ) throws(StrataFileError) {
    let (before, after) = (old.tensors[index], new.tensors[place])
    guard before.dimensions == after.dimensions,
      before.digest != after.digest || before.dtype != after.dtype,
      let a = try ElementValues(old, index), let b = try ElementValues(new, place),
      a.count == b.count
    else { return nil }
    let isOneType = before.dtype == after.dtype
    var differing = 0
    var incomparable = 0
    var largest = 0.0
    var largestPlace = 0
    var sum = 0.0
    var (first, second) = ([Double](), [Double]())
    for start in stride(from: 0, to: a.count, by: 4096) {
      let range = start..<min(start + 4096, a.count)
      a.read(range, into: &first)
      b.read(range, into: &second)
      for offset in 0..<range.count {
        let (x, y) = (first[offset], second[offset])
        let isSame =
          isOneType ? a.isEqual(to: b, at: start + offset) : x.bitPattern == y.bitPattern
        if isSame { continue }
        differing += 1
        let distance = (x - y).magnitude
        guard distance.isFinite else {
          incomparable += 1
          continue
        }
        sum += distance
        if distance > largest {
          largest = distance
          largestPlace = start + offset
        }
      }
    }
    count = a.count
    self.differing = differing
    self.incomparable = incomparable
    maximum = largest
    mean = a.count > incomparable ? sum / Double(a.count - incomparable) : 0
    var rest = largestPlace
    var indices: [Int] = []
    for length in before.dimensions.reversed() {
      indices.append(rest % max(length, 1))
      rest /= max(length, 1)
    }
    self.place = indices.reversed()
  }
}
