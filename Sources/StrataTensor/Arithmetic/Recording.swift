/// Notes operations in the order in which they are asked for.
///
/// ``Arithmetic`` that was made with a recording computes nothing: it notes what it would have
/// computed and on which memory. Neighbours that can be one pass are fused as they are noted: a
/// rectifier after a product is done as the product's sums are stored, and so is a rectifier's
/// derivative. That changes no bit: each number goes through the same operations.
///
/// One thread records; nobody else has the recording.
@usableFromInline package final class Recording<T: Real>: @unchecked Sendable {
  private var operations: [Operation<T>] = []
  private var owners: [Buffer<T>] = []

  /// An empty recording.
  package init() {}

  /// Forgets what was noted, and keeps the room for as much.
  @specialized(where T == Float)
  package func removeAll() {
    operations.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
  }

  /// What was noted, if it is one operation.
  var onlyOperation: Operation<T>? { operations.count == 1 ? operations[0] : nil }

  /// What was noted, to be run.
  package var program: Program<T> { Program(operations, owners: owners) }

  /// Keeps memory that the operations point into.
  @usableFromInline func keep(_ buffer: Buffer<T>) {
    if !owners.contains(where: { $0 === buffer }) { owners.append(buffer) }
  }

  func append(_ operation: Operation<T>) {
    if let last = operations.indices.last, let fused = operations[last].fused(with: operation) {
      operations[last] = fused
    } else {
      operations.append(operation)
    }
  }
}

/// Operations that were recorded, to be run any number of times.
package final class Program<T: Real>: Sendable {
  let recorded: [Operation<T>]
  let operations: [BoundOperation]
  // What the operations' pointers point into.
  private let owners: [Buffer<T>]
  private let scratchByteCount: Int

  init(_ operations: [Operation<T>], owners: [Buffer<T>]) {
    recorded = operations
    self.operations = operations.map { $0.bound() }
    self.owners = owners
    scratchByteCount = operations.map(\.scratchByteCount).max() ?? 0
  }

  /// Allocates what so many threads need at the same time to run this and programs like it.
  package func reserveScratch(threads: Int) {
    // One more lies under all of them: an operand that is packed once.
    let lent = streamingScratch == 0 ? threads : threads + 1
    ScratchPool.shared.reserve(lent, byteCount: max(scratchByteCount, streamingScratch))
  }

  /// Computes all of it.
  package func run(on workers: WorkerPool) {
    for operation in operations { operation.run(on: workers) }
  }
}

extension Operation {
  fileprivate var scratchByteCount: Int {
    if case .product(_, let workspace, _) = unsafe work { workspace } else { 0 }
  }

  /// This operation and the next one as a single pass, if there is such a pass.
  fileprivate func fused(with next: Operation) -> Operation? {
    guard case .product(var product, let workspace, let tiling) = unsafe work,
      unsafe product.finish == .none
    else { return nil }
    let results = unsafe product.rows * product.columns
    switch unsafe (next.fusion, next.work) {
    case (.relu, .unary(_, let x, let y))
    where unsafe UnsafePointer(product.c) == x && product.c == y && next.count == results:
      unsafe product.finish = .relu
    case (.reluGradient, .binary(_, let value, let dy, let dx))
    where unsafe UnsafePointer(product.c) == dy && product.c == dx && next.count == results:
      unsafe product.finish = .reluGradient
      unsafe product.with = unsafe value
    default: return nil
    }
    return unsafe Operation(
      .product(product, workspace: workspace, tiling), count: count, size: size)
  }
}
