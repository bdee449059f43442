import StrataServing
import Synchronization

/// What is counted, and its text for Prometheus.
final class Metrics: Sendable {
  private struct Counts {
    var replies: [Int: Int] = [:]
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
    var seconds = 0.0
    var rows = 0
    var expired = 0
  }

  /// The upper bounds of the histogram, in seconds.
  private static let bounds: [Double] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  private let counts = Mutex(Counts())

  /// A reply with a status.
  func count(reply status: Int) { counts.withLock { $0.replies[status, default: 0] += 1 } }

  /// An inference that was answered, from its head to its reply.
  func count(inference time: Duration, rows: Int) {
    let (whole, attoseconds) = time.components
    let seconds = Double(whole) + Double(attoseconds) * 1e-18
    let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    counts.withLock { counts in
      counts.buckets[bucket] += 1
      counts.seconds += seconds
      counts.rows += rows
    }
  }

  /// Connections that were cut because their clients were too slow.
  func count(expired: Int) {
    if expired > 0 { counts.withLock { $0.expired += expired } }
  }

  /// The text format 0.0.4.
  func text(
    _ service: ModelService, requests: Int, connections: Int
  ) -> String {
    let counts = counts.withLock { $0 }
    let status = service.store.status
    var text = ""
    func metric(_ name: String, _ type: String, _ help: String, _ lines: [(String, String)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in lines { text += "\(name)\(labels) \(value)\n" }
    }
    metric(
      "strata_replies_total", "counter", "Replies by status.",
      counts.replies.sorted { $0.key < $1.key }.map { ("{code=\"\($0)\"}", "\($1)") })
    var total = 0
    var lines: [(String, String)] = []
    for (bound, count) in zip(Self.bounds.map { "\($0)" } + ["+Inf"], counts.buckets) {
      total += count
      lines.append(("_bucket{le=\"\(bound)\"}", "\(total)"))
    }
    metric(
      "strata_inference_seconds", "histogram", "From a request's head to its reply, if answered.",
      lines + [("_sum", "\(counts.seconds)"), ("_count", "\(total)")])
    metric("strata_rows_total", "counter", "Rows that were answered.", [("", "\(counts.rows)")])
    metric(
      "strata_requests", "gauge", "Inferences that come in, are computed or go out.",
      [("", "\(requests)")])
    metric("strata_connections", "gauge", "Open connections.", [("", "\(connections)")])
    metric(
      "strata_expired_total", "counter", "Connections cut because their clients were too slow.",
      [("", "\(counts.expired)")])
    if let batches = service.batches {
      metric(
        "strata_batches_total", "counter", "Batches that the served version has computed.",
        [("", "\(batches.batches)")])
      metric(
        "strata_batched_total", "counter", "Requests in these batches.",
        [("", "\(batches.answered)")])
    }
    let model = label(service.name)
    metric(
      "strata_model_version", "gauge", "The version that is served.",
      [
        (
          "{model=\(model),hash=\"\(status.current.contentHash)\"}",
          "\(status.current.number)"
        )
      ])
    metric(
      "strata_model_uses_total", "counter", "Requests by the version that they were handed.",
      status.versions.map { ("{model=\(model),version=\"\($0.number)\"}", "\($0.useCount)") })
    metric(
      "strata_model_swaps_total", "counter", "Models that took another's place.",
      [("{model=\(model)}", "\(status.swaps)")])
    metric(
      "strata_model_refusals_total", "counter", "Files that were refused.",
      [("{model=\(model)}", "\(status.refusals)")])
    return text
  }

  /// A label's value in quotes.
  private func label(_ text: String) -> String {
    var value = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": value += "\\\\"
      case "\"": value += "\\\""
      case "\n": value += "\\n"
      default: value.unicodeScalars.append(character)
      }
    }
    return "\"\(value)\""
  }
}
