import StrataModel
import Testing

/// The two rules for a field: what is a number, and what is no value.
struct PreparationRawValueTests {
  @Test(arguments: [
    ("0", 0), ("-0", 0), ("+1", 1), ("12", 12), ("007", 7), ("1.5", 1.5), ("-1.5e3", -1500),
    ("1E-2", 0.01), ("1e+2", 100), (".5", 0.5), ("5.", 5), (" 3 ", 3), ("\t3\t ", 3),
    ("0.1", 0.1), ("1e-400", 0), ("1.7976931348623157e308", 1.7976931348623157e308),
    ("9007199254740993", 9_007_199_254_740_992),
  ])
  func numbers(_ text: String, _ expected: Double) {
    #expect(RawValue.number(text) == expected)
  }

  @Test(arguments: [
    "", " ", "abc", "1a", "a1", "0x10", "0x1p3", "inf", "-inf", "infinity", "nan", "NaN(1)", "1e",
    "1e+", "e5", ".", "+", "-", "--1", "+-1", "1.2.3", "1,5", "1_000", "1 000", "1e400", "-1e400",
    "1e5.0", "٣", "１", "1\n", "1\u{0}", "½", ".e1",
  ])
  func noNumbers(_ text: String) { #expect(RawValue.number(text) == nil) }

  @Test(arguments: [
    "", "  ", "\t", "NA", "na", "Na", "N/A", "n/a", "NaN", "nan", "NAN", "null", "NULL", "Null",
    "?",
    " ? ", " na",
  ])
  func missing(_ text: String) { #expect(RawValue.isMissing(text)) }

  @Test(arguments: ["0", "none", "-", "n a", "NA.", "nul", "nulls", "??", "N\\A", "ｎａ", "n/an"])
  func notMissing(_ text: String) { #expect(!RawValue.isMissing(text)) }

  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (1, "1"), (-3, "-3"), (0.1, "0.1"), (2.5, "2.5"), (1e300, "1e+300"),
    (1e-7, "1e-07"), (123_456_789, "123456789"), (1e16, "1e+16"),
  ])
  func shortestText(_ number: Double, _ text: String) {
    #expect(RawValue.text(number) == text)
    #expect(RawValue.number(text) == number)
  }

  @Test func longDigitsAreReadOrRefused() {
    let digits = String(repeating: "1", count: 100_000)
    #expect(RawValue.number("0." + digits) == 1.0 / 9)
    #expect(RawValue.number(digits) == nil)
    #expect(RawValue.number("1e" + digits) == nil)
    #expect(RawValue.number("1e-" + digits) == 0)
  }
}
