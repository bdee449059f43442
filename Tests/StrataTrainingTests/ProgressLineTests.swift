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
}
