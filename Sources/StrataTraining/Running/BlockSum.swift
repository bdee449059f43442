/// Joins the sums of blocks of samples, one after the other, to the sum over all of them.
///
/// If every block but the last has the same number of whole leaves, a power of two, the additions are
/// those of one sum over all samples (see `SumOrder`): pairs of blocks, then pairs of those.
struct BlockSum {
  // One sum for each bit of `count` that is 1: of as many blocks as the bit is worth.
  private var sums: [Float] = []
  private var count = 0

  mutating func add(_ sum: Float) {
    var (carry, rest) = (sum, count)
    while rest & 1 == 1 {
      carry = sums.removeLast() + carry
      rest >>= 1
    }
    sums.append(carry)
    count += 1
  }

  var total: Float {
    guard var total = sums.last else { return 0 }
    for sum in sums.dropLast().reversed() { total = sum + total }
    return total
  }
}
