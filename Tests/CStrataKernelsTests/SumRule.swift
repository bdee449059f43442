import CStrataKernels

/// The rules of the header for sums, word for word and with no thought of speed.
enum SumRule {
  /// Pairs are added, then pairs of those; a sum without a partner moves up unchanged.
  static func tree(_ blocks: [Float]) -> Float {
    var level = blocks
    while level.count > 1 {
      level = stride(from: 0, to: level.count, by: 2).map { i in
        i + 1 < level.count ? level[i] + level[i + 1] : level[i]
      }
    }
    return level.first ?? 0
  }

  static func leftToRight(_ blocks: [Float]) -> Float {
    guard var sum = blocks.first else { return 0 }
    for block in blocks.dropFirst() { sum = sum + block }
    return sum
  }

  /// One element of a product.
  static func dot(_ a: [Float], _ b: [Float], block: Int, tree: Bool) -> Float {
    let blocks = stride(from: 0, to: a.count, by: block).map { begin in
      var s: Float = 0
      for k in begin..<min(begin + block, a.count) { s.addProduct(a[k], b[k]) }
      return s
    }
    return tree ? SumRule.tree(blocks) : leftToRight(blocks)
  }
}
