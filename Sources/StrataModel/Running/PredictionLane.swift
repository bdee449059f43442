import StrataTensor

/// What one caller at a time predicts on: plans for the batch sizes it has met, all in one arena.
///
/// Batches are rounded up to few sizes, at most a quarter larger; the rows that are left over are
/// computed for nothing and disturb no other.
final class PredictionLane {
  /// Rows that are computed at once at most: more would leave the second-level cache.
  static let largestBatch = 64

  private let architecture: Architecture
  private let signature: Signature
  private let parameters: ParameterStore<Float>
  private var memory = Buffer<Float>(count: 0)
  private var plans: [Plan<Float>?]

  init(
    _ architecture: Architecture, _ signature: Signature, _ parameters: ParameterStore<Float>
  ) {
    self.architecture = architecture
    self.signature = signature
    self.parameters = parameters
    plans = Array(repeating: nil, count: Self.sizeClass(Self.largestBatch) + 1)
  }

  /// The plan for at least so many samples.
  func plan(atLeast count: Int) throws(ModelError) -> Plan<Float> {
    let sizeClass = Self.sizeClass(count)
    if let plan = plans[sizeClass] { return plan }
    let batch = Self.size(sizeClass)
    let layout = try layout(batch: batch)
    if layout.arena.count > memory.count {
      // The plans that there are go on with the old memory until they are made anew.
      memory = try layout.memory()
      for index in plans.indices { plans[index] = nil }
    }
    let plan = try Plan(
      architecture, signature, layout, in: memory, batch: batch, parameters: parameters)
    plans[sizeClass] = plan
    return plan
  }

  /// The bytes of the arena that the plan for so many samples computes in; none are taken.
  func arenaByteCount(atLeast count: Int) throws(ModelError) -> Int {
    let layout = try layout(batch: Self.size(Self.sizeClass(count)))
    return layout.arena.count * MemoryLayout<Float>.stride
  }

  private func layout(batch: Int) throws(ModelError) -> PlanLayout<Float> {
    var layout = try PlanLayout<Float>(architecture, signature, batch: batch)
    layout.finish()
    return layout
  }

  /// 1, 2, …, 8, and from there four sizes to each doubling: 10, 12, 14, 16, 20, 24, ….
  static func size(_ sizeClass: Int) -> Int {
    if sizeClass < 8 { return sizeClass + 1 }
    let (doubling, quarter) = (sizeClass - 8).quotientAndRemainder(dividingBy: 4)
    return (5 + quarter) << (doubling + 1)
  }

  /// The class of the smallest size that is at least `count`.
  static func sizeClass(_ count: Int) -> Int {
    if count <= 8 { return max(count, 1) - 1 }
    // The count, rounded up, has three leading bits that tell its quarter.
    let shift = Int.bitWidth - (count - 1).leadingZeroBitCount - 3
    return 8 + (shift - 1) * 4 + ((count - 1) >> shift) + 1 - 5
  }
}
