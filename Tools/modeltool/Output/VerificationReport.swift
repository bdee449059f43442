import Strata

/// What `verify` says of a file that holds.
struct VerificationReport {
  let path: String
  private let verification: Verification

  init(path: String, _ verification: Verification) {
    self.path = path
    self.verification = verification
  }

  // MARK: - Text

  var text: String {
    let file = verification
    var lines = [
      "\(path == "-" ? "standard input" : path.printable): .strata \(file.version), "
        + Numbers.bytes(file.byteCount),
      "structure       \(ok): " + Numbers.counted(file.sectionCount, "section")
        + ", every byte checked or known to be zero",
      "tensors         \(ok): \(file.tensorCount), each with its checksums and SHA-256",
    ]
    for (name, reason) in file.unreadable {
      lines.append("                '\(name.printable)': checksums only: \(reason)")
    }
    lines.append("content hash    \(ok): \(file.contentHash)")
    lines.append("golden vectors  \(golden)")
    return lines.joined(separator: "\n") + "\n"
  }

  private var ok: String { Screen.styled("ok", .green) }

  private var golden: String {
    switch verification.golden {
    case .held(let rows, .exact):
      "\(ok): \(Numbers.counted(rows, "sample")), the same to the last bit"
        + " (arithmetic version \(verification.arithmeticVersion))"
    case .held(let rows, .close(let difference)):
      "\(ok): \(Numbers.counted(rows, "sample")), off by at most \(difference):"
        + " the file's arithmetic version is \(verification.arithmeticVersion),"
        + " this program's \(KernelSet.arithmeticVersion)"
    case .none: "not checked: the file holds none"
    case .weightsAlone: "not checked: weights alone, no network"
    case .cannotRun(let reason): "not checked: \(reason.printable)"
    }
  }

  // MARK: - JSON

  private struct Report: Encodable {
    struct Golden: Encodable {
      let status: String
      var rows: Int?
      var maximumDifference: Float?
      var reason: String?
    }
    struct Unreadable: Encodable {
      let name: String
      let reason: String
    }

    let file: String
    let ok: Bool
    var version: String?
    var arithmeticVersion: UInt32?
    var bytes: Int?
    var sections: Int?
    var tensors: Int?
    var unreadableTensors: [Unreadable]?
    var contentHash: String?
    var goldenVectors: Golden?
    var error: String?
  }

  func json() throws -> String {
    let golden: Report.Golden =
      switch verification.golden {
      case .held(let rows, .exact): .init(status: "exact", rows: rows, maximumDifference: 0)
      case .held(let rows, .close(let difference)):
        .init(status: "close", rows: rows, maximumDifference: difference)
      case .none: .init(status: "none")
      case .weightsAlone: .init(status: "weightsAlone")
      case .cannotRun(let reason): .init(status: "cannotRun", reason: reason)
      }
    return try Self.text(
      Report(
        file: path, ok: true, version: verification.version.description,
        arithmeticVersion: verification.arithmeticVersion, bytes: verification.byteCount,
        sections: verification.sectionCount, tensors: verification.tensorCount,
        unreadableTensors: verification.unreadable.map { .init(name: $0.name, reason: $0.reason) },
        contentHash: verification.contentHash.description, goldenVectors: golden))
  }

  /// What there is to say of a file that does not hold.
  static func json(path: String, failure: ModelFileError) throws -> String {
    try text(Report(file: path, ok: false, error: failure.description))
  }

  private static func text(_ report: Report) throws -> String {
    try TerminalJSON.text(report)
  }
}
