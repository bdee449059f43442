import Strata
import StrataBytes

/// What the file is: its size, versions and proofs.
enum SummarySection {
  static func section(_ content: ReportContent) -> PageSection {
    let (model, proof) = (content.model, content.verification)
    var figures = [
      ("Parameters", Numbers.grouped(model.parameterCount)),
      ("Bytes of the file", Numbers.grouped(proof.byteCount)),
    ]
    if let last = content.history.last {
      figures.append(("Epochs", Numbers.grouped(last.epoch)))
      figures.append(("Training loss", Axis.short(last.loss)))
    }
    if let measured = content.measurement {
      figures += measured.evaluation.metrics.prefix(1).map { metric in
        (
          "\(Words.heading(metric.name)), \(measured.name)",
          measured.evaluation.confusion == nil
            ? Axis.short(metric.value) : "\(Numbers.decimal(100 * metric.value, 1)) %"
        )
      }
    }
    let trainable = model.parameters.reduce(0) {
      $1.isTrainable ? $0 + $1.tensor.shape.count : $0
    }
    let facts: [(String, Markup)] =
      [
        (
          "Trainable",
          "\(Numbers.grouped(trainable)) of \(Numbers.counted(model.parameterCount, "parameter"))"
        ),
        ("Format", ".strata \(proof.version.description), \(Numbers.bytes(proof.byteCount))"),
        ("Content hash", "<code>\(proof.contentHash.description)</code>"),
        ("Arithmetic", "version \(Int(proof.arithmeticVersion)) of the rules of computing"),
        ("Structure", "whole: every checksum and the SHA-256 of every tensor hold"),
        ("Golden vectors", golden(proof)),
      ]
      + model.metadata.sorted { $0.key < $1.key }.map { key, value in (key, "\(value)") }
    return PageSection(
      id: "summary", title: "Summary",
      body: """
        <dl class="facts">
        \(list(figures.map { ($0, "\($1)") }))</dl>
        <dl class="list">
        \(list(facts, isGrouped: false))</dl>

        """)
  }

  private static func list(_ facts: [(String, Markup)], isGrouped: Bool = true) -> Markup {
    Markup(
      facts.map { name, value in
        let pair: Markup = "<dt>\(name)</dt><dd>\(value)</dd>"
        return isGrouped ? "<div>\(pair)</div>\n" : "\(pair)\n"
      })
  }

  private static func golden(_ proof: Verification) -> Markup {
    switch proof.golden {
    case .held(let rows, .exact):
      "\(Numbers.counted(rows, "sample")), the same to the last bit"
    case .held(let rows, .close(let difference)):
      "\(Numbers.counted(rows, "sample")), off by at most \("\(difference)") under other rules of computing"
    case .none: "none in the file"
    case .weightsAlone: "none: weights alone"
    case .cannotRun(let reason): "not checked: \(reason)"
    }
  }
}
