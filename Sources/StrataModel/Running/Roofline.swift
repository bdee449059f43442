import StrataTensor

/// The least time that predicting from a model can take on this machine: as long as its multiplications
/// at the most that a core has done, and as long as reading its weights once at the most that a core has
/// read from where they lie.
///
/// max(batch · operations ÷ (threads · peak), weight bytes ÷ (threads · bandwidth)), without
/// activations, and without the inputs and outputs themselves (S. Williams, A. Waterman and
/// D. Patterson, "Roofline", CACM 52 (4), 2009). That threads run at the pace of one alone is an
/// assumption that few machines keep: no result is above it.
public struct Roofline: Sendable {
  /// The floating-point operations of one sample.
  public let operationCount: Double
  /// The bytes of all parameters.
  public let weightBytes: Int
  /// Operations that one core does in a second at most.
  public let operationsPerSecond: Double
  /// Bytes of as much memory as the weights take that one core reads in a second at most.
  public let bytesPerSecond: Double

  /// Measures this machine for a model.
  /// - Parameters:
  ///   - model: The model.
  ///   - seconds: How long each of the two measurements takes, over 0.
  /// - Throws: ``ModelError`` for a model that cannot run; `TensorError` where there is no memory for as
  ///   many bytes as its weights have.
  public init(_ model: Model, seconds: Double = 0.05) throws {
    operationCount = try model.signature().operationCount
    weightBytes = model.parameterCount * MemoryLayout<Float>.stride
    operationsPerSecond = MachineLimits.operationsPerSecond(seconds: seconds)
    bytesPerSecond = try MachineLimits.bytesPerSecond(reading: weightBytes, seconds: seconds)
  }

  /// The least seconds that a call can take.
  /// - Parameters:
  ///   - batch: Samples in the call, over 0.
  ///   - threads: Threads that share it, over 0.
  public func seconds(batch: Int, threads: Int) -> Double {
    let cores = Double(threads)
    return max(
      Double(batch) * operationCount / (cores * operationsPerSecond),
      Double(weightBytes) / (cores * bytesPerSecond))
  }
}
