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
    "and tells how long calls take: the median, and what 99 of 100 and 999 of 1,000 stay within. The",
    "last column is the share of the machine's limit: a call takes at least as long as its",
    "multiplications and as reading the weights once, each at the best that was measured here.",
  ]
  static let options = [
    OptionSpec("--batch", "N[,N…]", "rows in a call", default: "1"),
    OptionSpec("--threads", "N[,N…]", "threads that share a call", default: "1"),
    OptionSpec("--seconds", "S", "how long to measure each combination", default: "1"),
    OptionSpec("--json", nil, "print a JSON array, an object a combination, in nanoseconds"),
  ]
  static let examples = [
    Example("One row at a time", "modeltool benchmark digits.strata"),
    Example(
      "By batch and threads",
      "modeltool benchmark digits.strata --batch 1,32,256 --threads 1,2 --seconds 0.2"),
    Example("For a program", "modeltool benchmark digits.strata --seconds 0.2 --json"),
  ]

  static func run(_ arguments: Arguments) throws -> Int32 {
    let path = try arguments.operand("MODEL.strata")
    let batches = try arguments.integers("--batch", atLeast: 1) ?? [1]
    let threads =
      try arguments.integers("--threads", atLeast: 1, atMost: WorkerPool.mostThreads) ?? [1]
    let seconds = try arguments.number("--seconds", "seconds over 0") { $0 > 0 } ?? 1
    let model = try Model(path: path, plugins: Plugins.registry)
    let limit = try FileProblem.naming(path) { try Roofline(model) }
    var rows: [Row] = []
    for threads in threads {
      try FileProblem.naming(path) {
        let predictor = try Predictor(model, workers: WorkerPool(threads: threads))
        for batch in batches {
          let latency = try predictor.latency(batch: batch, seconds: seconds)
          let least = limit.seconds(batch: batch, threads: threads)
          rows.append(Row(threads: threads, latency: latency, least: least))
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
      ["Batch", "Threads", "p50 µs", "p99 µs", "p99.9 µs", "Rows/s", "Of limit"], right: Set(0..<7))
    for row in rows {
      let times = [row.latency.p50, row.latency.p99, row.latency.p999]
      table.add(
        [Numbers.grouped(row.latency.batch), Numbers.grouped(row.threads)]
          + times.map { Numbers.decimal(Double($0) / 1000, 2) }
          + [
            Numbers.grouped(row.rowsPerSecond), Numbers.decimal(100 * row.shareOfLimit, 1) + " %",
          ])
    }
    return table.text(width: Screen.columns())
  }

  /// A combination of a batch and a number of threads.
  private struct Row: Encodable {
    let threads: Int
    let latency: Latency
    /// The seconds that a call takes at least.
    let least: Double

    var shareOfLimit: Double { least / (Double(max(latency.p50, 1)) / 1e9) }
    var rowsPerSecond: Int { Int(latency.rowsPerSecond.rounded()) }

    private enum Keys: String, CodingKey {
      case batch, threads
      case p50 = "p50_ns"
      case p99 = "p99_ns"
      case p999 = "p999_ns"
      case rowsPerSecond = "rows_per_second"
      case shareOfLimit = "share_of_limit"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(latency.batch, forKey: .batch)
      try container.encode(threads, forKey: .threads)
      try container.encode(latency.p50, forKey: .p50)
      try container.encode(latency.p99, forKey: .p99)
      try container.encode(latency.p999, forKey: .p999)
      try container.encode(rowsPerSecond, forKey: .rowsPerSecond)
      try container.encode(shareOfLimit, forKey: .shareOfLimit)
    }
  }
}
