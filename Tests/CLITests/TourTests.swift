import Foundation
import Testing

/// The README's tour of modeltool: every line of output in it is what the tool prints.
///
/// `Tools/tour` runs this with `STRATA_TOUR=write`, which puts what the tool prints today in the place
/// of what stands there.
@Suite struct TourTests {
  private static let readme = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../README.md").standardized

  /// A line that is typed, `$ …`, and the lines that it prints.
  private struct Step {
    var typed: [Substring] = []
    var printed: [Substring] = []

    /// What a shell is handed.
    var command: String { typed.joined(separator: "\n").dropFirst(2) + "\n" }
  }

  @Test func everyLineIsWhatTheToolPrints() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let (start, end) = (
      "<!-- tour: Tools/tour writes what the tool prints -->\n", "<!-- end of the tour -->"
    )
    let from = try #require(text.range(of: start)?.upperBound)
    let to = try #require(text.range(of: end)?.lowerBound)
    let folder = try Folder()
    var written = ""
    var steps = 0
    var isBlock = false
    var block: [Step] = []
    for line in text[from..<to].split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    {
      if line.hasPrefix("```") {
        for step in block {
          written += try Self.run(step, in: folder)
          steps += 1
        }
        block = []
        isBlock = line.count > 3
        written += line + "\n"
      } else if !isBlock {
        written += line + "\n"
      } else if line.hasPrefix("$ ") {
        block.append(Step(typed: [line]))
      } else if let last = block.last, last.printed.isEmpty,
        last.typed.last?.hasSuffix("\\") == true
      {
        block[block.count - 1].typed.append(line)
      } else if !block.isEmpty {
        block[block.count - 1].printed.append(line)
      }
    }
    #expect(steps > 5)
    if ProcessInfo.processInfo.environment["STRATA_TOUR"] == "write" {
      try (text[..<from] + written + text[to...])
        .write(to: Self.readme, atomically: true, encoding: .utf8)
    }
  }

  /// Runs a step and compares what it prints, but for times.
  /// - Returns: The step's lines with what it printed now.
  private static func run(_ step: Step, in folder: Folder) throws -> String {
    let run = try folder.shell(step.command)
    #expect(run.code == 0, "\(step.command): \(run.errors)")
    // A person sees both streams on the terminal; progress comes first.
    let printed = run.errors + run.text
    if ProcessInfo.processInfo.environment["STRATA_TOUR"] != "write" {
      let shown = step.printed.map { $0 + "\n" }.joined()
      #expect(withoutTimes(printed) == withoutTimes(shown), "\(step.command): run Tools/tour")
    }
    return step.typed.map { $0 + "\n" }.joined() + printed
  }

  /// A text without what depends on the machine and the moment: how fast it was.
  private static func withoutTimes(_ text: String) -> String {
    text.replacing(/[0-9]+ rows\/s/, with: "… rows/s")
  }
}
