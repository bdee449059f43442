import StrataModel
import StrataTensor

/// Adds up the gradients of several batches to those of one step.
///
/// The batches are joined as the blocks of a sum over samples are (``BlockSum``): if a batch is 64
/// samples times a power of two, the sum is bit for bit the gradient of one batch of all samples.
final class GradientSum {
  private let gradients: [MutableTensorView<Float>]
  /// What a sum of 1, 2, 4… batches is kept in; made when it is first needed.
  private var stores: [[MutableTensorView<Float>]] = []
  private var depth = 0
  private var count = 0

  /// - Parameter gradients: Those of one batch, as the way back leaves them.
  init(_ gradients: [MutableTensorView<Float>]) { self.gradients = gradients }

  /// Adds the gradients as they are now.
  func add(on arithmetic: Arithmetic<Float>) {
    if count & 1 == 1 {
      add(gradients, to: stores[depth - 1], arithmetic)
      var rest = count >> 1
      while rest & 1 == 1 {
        depth -= 1
        add(stores[depth], to: stores[depth - 1], arithmetic)
        rest >>= 1
      }
    } else {
      if depth == stores.count {
        stores.append(gradients.map { Buffer(count: $0.count).view($0.shape) })
      }
      for (gradient, store) in zip(gradients, stores[depth]) {
        arithmetic.copy(gradient.readOnly, into: store)
      }
      depth += 1
    }
    count += 1
  }

  /// Leaves the sum in the gradients, and begins anew.
  func finish(on arithmetic: Arithmetic<Float>) {
    while depth > 1 {
      depth -= 1
      add(stores[depth], to: stores[depth - 1], arithmetic)
    }
    if depth == 1, count > 1 {
      for (gradient, store) in zip(gradients, stores[0]) {
        arithmetic.copy(store.readOnly, into: gradient)
      }
    }
    reset()
  }

  /// Forgets what was added.
  func reset() { (depth, count) = (0, 0) }

  private func add(
    _ part: [MutableTensorView<Float>], to sum: [MutableTensorView<Float>],
    _ arithmetic: Arithmetic<Float>
  ) {
    for (part, sum) in zip(part, sum) {
      arithmetic.add(sum.readOnly, part.readOnly, into: sum)
    }
  }
}
