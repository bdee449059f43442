import StrataTensor

/// The gradient of a table of which rows were taken: for each row the sum of dy over the places where
/// it was.
///
/// The order is that of a sum over samples. Where no term of a leaf is there, the leaf's sum would be 0
/// and adding it would change nothing, so only the leaves that have one are looked at: leaves and sums
/// of leaves are joined where the balanced tree over all leaves joins them.
struct TableGradient {
  /// The most places of a batch: whole numbers up to here are exact in Float.
  static let mostPlaces = 1 << 24
  /// The most sums that wait for a partner: one a level of the tree over 2¹⁸ leaves of 64 places, and
  /// the one under way.
  static let mostSums = 20

  /// The number of rows.
  let count: Int
  /// The length of a row.
  let units: Int
  /// The row that gets no gradient.
  let padding: Int?

  /// - Parameters:
  ///   - delta: [batch, ..., units].
  ///   - rows: [batch, ...], whole numbers in `0..<count`, at most ``mostPlaces`` of them.
  ///   - gradient: Takes the sums, [count, units].
  ///   - next: Room for a number a place.
  ///   - sums: Room for ``mostSums`` rows.
  func sum<T: Real>(
    _ delta: TensorView<T>, at rows: TensorView<T>, into gradient: MutableTensorView<T>,
    next: MutableTensorView<T>, sums: MutableTensorView<T>
  ) {
    let samples = rows.shape[0]
    let leaf = 64 * max(samples == 0 ? 1 : rows.count / samples, 1)
    link(rows, next, gradient)
    gradient.withMutableSpan { gradient in
      sums.withMutableSpan { sums in
        delta.withSpan { delta in
          next.readOnly.withSpan { next in
            for row in 0..<count {
              var tree = Tree(units: units)
              var place = Int(gradient[row * units])
              while place >= 0 {
                tree.begin(place / leaf, &sums)
                let end = (place / leaf + 1) * leaf
                while place >= 0, place < end {
                  tree.add(delta, place, &sums)
                  place = Int(next[place])
                }
              }
              tree.finish(&sums, into: &gradient, row)
            }
          }
        }
      }
    }
  }

  /// Writes for each place the next one that took the same row, −1 for none; and for each row its first
  /// place, where the first number of its gradient will be.
  private func link<T: Real>(
    _ rows: TensorView<T>, _ next: MutableTensorView<T>, _ gradient: MutableTensorView<T>
  ) {
    gradient.withMutableSpan { gradient in
      next.withMutableSpan { next in
        rows.withSpan { rows in
          for row in 0..<count { gradient[row * units] = -1 }
          for place in rows.indices.reversed() {
            let row = Int(rows[place])
            if row == padding { continue }
            next[place] = gradient[row * units]
            gradient[row * units] = T(place)
          }
        }
      }
    }
  }

  /// The sums of one row that wait for their partners in the tree, each for leaves behind those of the
  /// one before it.
  private struct Tree {
    let units: Int
    private var depth = 0
    /// One of the leaves in each sum.
    private var leaves = InlineArray<20, Int>(repeating: 0)

    init(units: Int) { self.units = units }

    /// The height at which the tree joins two leaves.
    private func height(_ a: Int, _ b: Int) -> Int { Int.bitWidth - (a ^ b).leadingZeroBitCount }

    /// Begins the sum of a leaf behind all others.
    mutating func begin<T: Real>(_ leaf: Int, _ sums: inout MutableSpan<T>) {
      while depth > 1,
        height(leaves[depth - 2], leaves[depth - 1]) < height(leaves[depth - 1], leaf)
      {
        join(&sums)
      }
      for unit in 0..<units { sums[depth * units + unit] = 0 }
      leaves[depth] = leaf
      depth += 1
    }

    /// Adds a place to the leaf.
    func add<T: Real>(_ delta: Span<T>, _ place: Int, _ sums: inout MutableSpan<T>) {
      let (sum, from) = ((depth - 1) * units, place * units)
      for unit in 0..<units { sums[sum + unit] += delta[from + unit] }
    }

    private mutating func join<T: Real>(_ sums: inout MutableSpan<T>) {
      depth -= 1
      let (left, right) = ((depth - 1) * units, depth * units)
      for unit in 0..<units { sums[left + unit] += sums[right + unit] }
    }

    /// Joins all that is left, and writes it.
    mutating func finish<T: Real>(
      _ sums: inout MutableSpan<T>, into gradient: inout MutableSpan<T>, _ row: Int
    ) {
      while depth > 1 { join(&sums) }
      for unit in 0..<units { gradient[row * units + unit] = depth == 0 ? 0 : sums[unit] }
    }
  }
}
