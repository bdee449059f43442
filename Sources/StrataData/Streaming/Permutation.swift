import StrataTensor

/// A random order of the numbers 0 to `count − 1`, computed place by place: it takes no memory, and any
/// place of it can be asked for at once.
///
/// A Feistel network of six rounds (M. Luby and C. Rackoff, "How to construct pseudorandom permutations
/// from pseudorandom functions", SIAM J. Comput. 17 (2), 1988) permutes the numbers below the next
/// power of four; one that is past the end is permuted again until it is not (J. Black and P. Rogaway,
/// "Ciphers with arbitrary finite domains", CT-RSA 2002). Not every order can come, but none stands out.
struct Permutation: Sendable {
  private let count: Int
  private let random: RandomStream
  /// Bits of half a number.
  private let half: Int

  /// - Parameters:
  ///   - count: How many numbers.
  ///   - random: What the order depends on, alone.
  init(_ count: Int, _ random: RandomStream) {
    self.count = count
    self.random = random
    let bits = Int.bitWidth - max(count - 1, 0).leadingZeroBitCount
    half = max((bits + 1) / 2, 1)
  }

  /// The number at a place.
  /// - Precondition: `0 <= place < count`.
  /// - Complexity: O(1): fewer than four passes through the network on average.
  subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    var number = mixed(place)
    // It comes back to the numbers below the end, at the latest to the place itself.
    while number >= count { number = mixed(number) }
    return number
  }

  private func mixed(_ number: Int) -> Int {
    let mask = 1 << half - 1
    var (left, right) = (number >> half, number & mask)
    for round in 0..<6 {
      let word = Int(random.word(sample: right, element: 4 * round))
      (left, right) = (right, left ^ word & mask)
    }
    return left << half | right
  }
}
