import StrataBytes
import Testing

@testable import StrataFile

@Suite struct StrataFileErrorTests {
  typealias Row = (error: StrataFileError, text: String, cause: ByteError.Cause)

  static let rows: [Row] = [
    (
      .damaged(
        file: "m.strata", part: "section ARCH", offset: 80, reason: "the CRC does not match"),
      "m.strata: section ARCH: damaged at byte 80: the CRC does not match", .badData
    ),
    (
      .unsupported(file: "m.strata", reason: "format version 2.0: this program reads 1.x"),
      "m.strata: format version 2.0: this program reads 1.x", .badData
    ),
    (
      .limit(file: "m.strata", part: "tensor 'w'", limit: 10, got: 11),
      "m.strata: tensor 'w': too large: expected at most 10, got 11", .badData
    ),
    (
      .invalid(part: "tensor 'w'", reason: "the name occurs twice"),
      "tensor 'w': the name occurs twice", .badData
    ),
    (
      .bytes(.noSuchFile(path: "m.strata")), "m.strata: no such file", .missingInput
    ),
    (
      .bytes(.cannotWrite(path: "m.strata", operation: "sync", reason: "input/output error")),
      "m.strata: cannot sync: input/output error", .unwritableOutput
    ),
    // Names from outside are never shown raw.
    (
      .damaged(file: "a\nb", part: "tensor '\u{202E}'", offset: 0, reason: "\u{1B}"),
      "a\\u{a}b: tensor '\\u{202e}': damaged at byte 0: \\u{1b}", .badData
    ),
    // What reading the bytes of a part ran into becomes a fact about the part.
    (
      StrataFileError(
        .truncated(what: "?", offset: 7, expected: 4, got: 1), file: "m.strata", part: "header"),
      "m.strata: header: damaged at byte 7: cut short: expected 4 bytes, got 1", .badData
    ),
    (
      StrataFileError(
        .corrupt(what: "?", offset: 7, reason: "odd"), file: "m.strata", part: "header"),
      "m.strata: header: damaged at byte 7: odd", .badData
    ),
    (
      StrataFileError(
        .cannotRead(path: "m.strata", operation: "read", reason: "input/output error"),
        file: "m.strata", part: "header"),
      "m.strata: cannot read: input/output error", .missingInput
    ),
  ]

  @Test(arguments: rows.indices)
  func message(_ index: Int) {
    let row = Self.rows[index]
    #expect(row.error.description == row.text)
    #expect(row.error.cause == row.cause)
  }
}
