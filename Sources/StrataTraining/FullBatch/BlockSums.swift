import StrataTensor

/// The blocks that a sum over all elements of several tensors is taken in, and room for their sums.
///
/// A block is at most 4096 consecutive elements of one tensor. Whoever sums a block, it is summed
/// in order; the blocks' sums are added one after the other. So threads never show.
final class BlockSums {
  private static let length = 4096

  /// A part of one tensor.
  struct Block {
    let tensor: Int
    let elements: Range<Int>
  }

  private let blocks: [Block]
  private let sums: MutableTensorView<Double>

  /// - Parameter counts: The elements of each tensor.
  init(_ counts: [Int]) {
    var blocks: [Block] = []
    for (tensor, count) in counts.enumerated() {
      for start in stride(from: 0, to: count, by: Self.length) {
        blocks.append(Block(tensor: tensor, elements: start..<min(start + Self.length, count)))
      }
    }
    self.blocks = blocks
    sums = Buffer<Double>(count: blocks.count).view([blocks.count])
  }

  /// The sum of all blocks' sums.
  /// - Parameter sum: The sum of one block, the same whichever thread asks.
  func total(on workers: WorkerPool, _ sum: (Block) -> Double) -> Double {
    // Threads take shares of four blocks, 2¹⁴ elements, or more.
    let parts = min(workers.threadCount, blocks.count / 4)
    if parts > 1 {
      workers.run(parts: parts) { part in
        for index in blocks.count * part / parts..<blocks.count * (part + 1) / parts {
          sums[index] = sum(blocks[index])
        }
      }
    } else {
      for index in blocks.indices { sums[index] = sum(blocks[index]) }
    }
    return sums.withMutableSpan { sums in
      var total = 0.0
      for index in 0..<sums.count { total += sums[index] }
      return total
    }
  }
}
