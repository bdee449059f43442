import StrataModel
import Testing

/// Every message, as people read it.
struct PreparationErrorTests {
  @Test(
    arguments: [
      (
        .noColumn(name: "age", columns: ["name", "city"]),
        "csv: no column 'age' (columns: name, city)"
      ),
      (
        .noColumn(name: "j", columns: ["a", "b", "c", "d", "e", "f", "g", "h", "i"]),
        "csv: no column 'j' (columns: a, b, c, d, e, f, g, h, …)"
      ),
      (
        .repeatedColumn(name: "age"), "csv: column 'age': expected once in the header, got it twice"
      ),
      (.fieldCount(line: 3, expected: 4, got: 5), "csv: line 3: expected 4 fields, got 5"),
      (.fieldCount(line: 3, expected: 1, got: 0), "csv: line 3: expected 1 field, got 0"),
      (
        .missingValue(.cell(line: 7, column: "age")),
        "csv: line 7, column 'age': missing value (impute it, or fill it in)"
      ),
      (
        .missingTarget(.cell(line: 7, column: "price")),
        "csv: line 7, column 'price': missing value (a target cannot be imputed)"
      ),
      (
        .notANumber(.cell(line: 12, column: "age"), got: "abc"),
        "csv: line 12, column 'age': expected a number, got 'abc'"
      ),
      (.notANumber(.element(17), got: "nan"), "array: element 17: expected a number, got 'nan'"),
      (
        .tooLarge(.cell(line: 2, column: "x"), got: "1e+300"),
        "csv: line 2, column 'x': expected a number that fits 32 bits once prepared, got '1e+300'"
      ),
      (
        .unknownValue(
          .cell(line: 4, column: "city"), got: "Oslo", known: ["Bergen", "Paris"]),
        "csv: line 4, column 'city': unknown value 'Oslo' (known: Bergen, Paris)"
      ),
      (
        .invalid(part: "input", expected: "at least one column", got: "none"),
        "preparation: input: expected at least one column, got none"
      ),
    ] as [(PreparationError, String)])
  func message(_ error: PreparationError, _ text: String) { #expect(error.description == text) }

  @Test func hostileTextStaysOneShortLine() {
    let text = "a\nb\r\u{1B}[31m\u{202E}\u{2028}" + String(repeating: "x", count: 10_000)
    let message = PreparationError.notANumber(.cell(line: 1, column: text), got: text).description
    #expect(message.count < 250)
    #expect(message.hasPrefix(#"csv: line 1, column 'a\nb\r\u{1B}[31m\u{202E}\u{2028}xxx"#))
    #expect(!message.unicodeScalars.contains { $0.value < 0x20 })
    #expect(message.hasSuffix("…'"))
  }
}
