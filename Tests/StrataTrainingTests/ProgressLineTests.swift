import StrataTraining
import Synchronization
import Testing

@Suite struct ProgressLineTests {
  private func written(isTerminal: Bool) throws -> [String] {
    final class Text {
      var parts: [String] = []
    }
    let text = Text()
    let trainer = try Fixtures.trainer(batchSize: 10)
    let line = ProgressLine(isTerminal: isTerminal) { text.parts.append($0) }
    try trainer.fit(
      Fixtures.classes(25), epochs: 2, validation: Fixtures.classes(10), callbacks: [line])
    return text.parts
  }

  @Test func onePlainLineAnEpochElsewhere() throws {
    let lines = try written(isTerminal: false)
    try #require(lines.count == 2)
    for (index, line) in lines.enumerated() {
      #expect(line.hasSuffix("\n") && !line.contains("\r") && !line.contains("\u{1B}"))
      #expect(line.hasPrefix("epoch \(index + 1)/2  step 3/3  loss "))
      for word in ["accuracy ", " rows/s", "validation loss "] { #expect(line.contains(word)) }
    }
  }

  @Test func redrawnOnATerminal() throws {
    let parts = try written(isTerminal: true)
    #expect(parts.allSatisfy { $0.hasPrefix("\r") })
    #expect(parts.count { $0.hasSuffix("\n") } == 2)
    #expect(parts.contains { $0.contains(" left") })
  }

  /// Widths as terminals have them, and as nobody has.
  @Test(arguments: [200, 120, 80, 60, 40, 20, 10, 1, 0])
  func noWiderThanTheScreen(_ columns: Int) throws {
    final class Text {
      var parts: [String] = []
    }
    let text = Text()
    let trainer = try Fixtures.trainer(batchSize: 10)
    let line = ProgressLine(isTerminal: true, columns: { columns }) { text.parts.append($0) }
    try trainer.fit(
      Fixtures.classes(25), epochs: 2, validation: Fixtures.classes(10), callbacks: [line])
    for part in text.parts {
      let shown = part.replacing("\r", with: "").replacing("\n", with: "")
        .replacing("\u{1B}[K", with: "")
      #expect(shown.count < max(columns, 1), "\(shown)")
      #expect(!shown.hasSuffix(" ") || columns < 12)
      if columns >= 40 {
        #expect(shown.hasPrefix("epoch ") && shown.contains("loss ") && shown.contains("/2"))
      }
    }
    // What matters least goes first.
    let last = try #require(text.parts.last)
    #expect(last.contains("rows/s") == (columns >= 120))
    #expect(last.contains("validation loss ") == (columns >= 80))
  }

  @Test func aLineThatIsOpenIsClosedOnce() throws {
    final class Text {
      var parts: [String] = []
    }
    let text = Text()
    let line = ProgressLine(isTerminal: true) { text.parts.append($0) }
    line.close()
    #expect(text.parts == [])
    let stop = ClosureCallback(step: { _, trainer in trainer.stop() })
    try Fixtures.trainer(batchSize: 10).fit(
      Fixtures.classes(25), epochs: 2, callbacks: [stop, line])
    #expect(text.parts.last?.hasSuffix("\u{1B}[K") == true)
    line.close()
    line.close()
    #expect(text.parts.filter { $0 == "\n" }.count == 1 && text.parts.last == "\n")
  }
}
