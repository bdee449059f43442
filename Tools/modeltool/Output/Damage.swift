import Strata
import StrataBytes

/// What is wrong with a file, and what is still good.
struct Damage {
  let survey: FileSurvey

  /// Where a part is damaged, in a few words.
  static func place(_ error: StrataFileError) -> String {
    if case .damaged(_, _, let offset, let reason) = error {
      return "damaged at byte \(offset): \(reason.printable)"
    }
    return reason(.file(error))
  }

  /// What is wrong without the name of the file, which stands above.
  static func reason(_ problem: ModelFileError) -> String {
    switch problem {
    case .file(.damaged(_, let part, let offset, let reason)):
      "\(part.printable): damaged at byte \(offset): \(reason.printable)"
    case .file(.limit(_, let part, let limit, let got)):
      "\(part.printable): too large: expected at most \(limit), got \(got)"
    case .file(let error): error.description
    case .content(_, let part, let reason): "\(part.printable): \(reason.printable)"
    case .model(_, let error): error.description.printable
    case .golden(_, let error): error.description.printable
    case .weightsAlone: problem.description
    }
  }

  /// Nothing for a file that is whole; else a line for each thing that is wrong, the sections, and how many
  /// of each kind are good.
  func text(width: Int?) -> [String] {
    guard !survey.problems.isEmpty else { return [] }
    var facts = Facts(width: width)
    for (index, problem) in survey.problems.enumerated() {
      facts.add(index == 0 ? "damage" : "", Self.reason(problem))
    }
    let sections = survey.sections
    facts.add(
      "good",
      "\(sections.count { $0.problem == nil }) of \(Numbers.counted(sections.count, "section")), "
        + tensors)
    var table = TextTable(["Section", "Byte", "Bytes", "State"], right: [1, 2])
    for section in sections {
      table.add([
        section.info.type.description, Numbers.grouped(section.info.offset),
        Numbers.grouped(section.info.storedByteCount), state(section),
      ])
    }
    return facts.lines + [""] + table.text(width: width).split(separator: "\n").map(String.init)
  }

  private var tensors: String {
    guard let tensors = survey.tensors else { return "tensors unknown: their index cannot be read" }
    let good = tensors.count { $0.problem == nil }
    return "\(good) of \(Numbers.counted(tensors.count, "tensor"))"
  }

  private func state(_ section: FileSurvey.Section) -> String {
    if let problem = section.problem { return Self.place(problem) }
    guard section.info.type == .tensors, let tensors = survey.tensors else {
      return section.info.type == .tensors ? "unknown" : "good"
    }
    let bad = tensors.count { $0.problem != nil }
    return bad == 0 ? "good" : "\(Numbers.counted(bad, "tensor")) damaged"
  }
}
