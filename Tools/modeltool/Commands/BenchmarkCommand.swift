import Strata

/// Measures how fast a model predicts.
enum BenchmarkCommand: Command {
  static let name = "benchmark"
  static let summary = "Measure how fast a model predicts"
  static let usage = [
    "benchmark MODEL.strata [--batch N[,N…]] [--threads N[,N…]] [--seconds S] [--json]"
  ]
  static let notes = [
    "Predicts from made-up input, without preparation of text or tables, one call after the other,",
    "and tells how long calls take: the median, and what 99 of 100 and 999 of 1,000 stay within.",
  ]
  static let options = [
    OptionSpec("--batch", "N[,N…]", "rows in a call", default: "1"),
    OptionSpec("--threads", "N[,N…]", "threads that share a call", default: "1"),
    OptionSpec("--seconds", "S", "how long to measure each combination", default: "1"),
    OptionSpec("--json", nil, "print a JSON array, an object a combination, in nanoseconds"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let batches = try arguments.integers("--batch", atLeast: 1) ?? [1]
    let threads =
      try arguments.integers("--threads", atLeast: 1, atMost: WorkerPool.mostThreads) ?? [1]
    let seconds = try arguments.number("--seconds", "seconds over 0") { $0 > 0 } ?? 1
    let model = try Model(path: path, plugins: Plugins.registry)
    var rows: [Row] = []
    for threads in threads {
      try FileProblem.naming(path) {
        let predictor = try Predictor(model, workers: WorkerPool(threads: threads))
        for batch in batches {
          let latency = try predictor.latency(batch: batch, seconds: seconds)
          rows.append(Row(threads: threads, latency: latency))
        }
      }
    }
    if arguments.has("--json") {
      try StandardOutput.print(json: rows)
    } else {
      try StandardOutput.print(table(rows))
    }
    return 0
  }

  private static func table(_ rows: [Row]) -> String {
    var table = TextTable(
      ["Batch", "Threads", "p50 µs", "p99 µs", "p99.9 µs", "Rows/s"], right: Set(0..<6))
    for row in rows {
      let times = [row.latency.p50, row.latency.p99, row.latency.p999]
      table.add(
        [Numbers.grouped(row.latency.batch), Numbers.grouped(row.threads)]
          + times.map { Numbers.decimal(Double($0) / 1000, 2) }
          + [Numbers.grouped(row.rowsPerSecond)])
    }
    return table.text
  }

  /// A combination of a batch and a number of threads.
  private struct Row: Encodable {
    let threads: Int
    let latency: Latency

    var rowsPerSecond: Int { Int(latency.rowsPerSecond.rounded()) }

    private enum Keys: String, CodingKey {
      case batch, threads
      case p50 = "p50_ns"
      case p99 = "p99_ns"
      case p999 = "p999_ns"
      case rowsPerSecond = "rows_per_second"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(latency.batch, forKey: .batch)
      try container.encode(threads, forKey: .threads)
      try container.encode(latency.p50, forKey: .p50)
      try container.encode(latency.p99, forKey: .p99)
      try container.encode(latency.p999, forKey: .p999)
      try container.encode(rowsPerSecond, forKey: .rowsPerSecond)
    }
  }
}
