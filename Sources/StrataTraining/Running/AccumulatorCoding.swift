import StrataJSON
import StrataLosses
import StrataPlugin

/// What a metric has counted, as plain data and back.
enum AccumulatorCoding {
  /// What was counted; null for what cannot be written, such as a NaN, which only matters if the epoch
  /// is taken up from a file, and is refused then.
  static func configuration(_ accumulator: any MetricAccumulator) -> Configuration {
    (try? JSONReader.decode(Configuration.self, from: JSONWriter.encode(accumulator))) ?? .null
  }

  /// A metric's accumulator with what was counted.
  /// - Throws: ``TrainingError/state(_:)`` for data that is not the metric's.
  static func accumulator(
    of metric: some Metric, _ configuration: Configuration
  ) throws(TrainingError) -> any MetricAccumulator {
    do {
      return try accumulator(like: metric.accumulator(), configuration)
    } catch {
      throw .state("what the metric '\(metric.name)' has counted: \(error)")
    }
  }

  private static func accumulator<A: MetricAccumulator>(
    like empty: A, _ configuration: Configuration
  ) throws -> A {
    try JSONReader.decode(A.self, from: JSONWriter.encode(configuration))
  }
}
