import StrataBytes
import Testing

@Suite struct ByteErrorTests {
  @Test(arguments: [
    (ByteError.noSuchFile(path: "a.csv"), "a.csv: no such file", ByteError.Cause.missingInput),
    (
      .cannotRead(path: "d", operation: "read", reason: "is a directory"),
      "d: cannot read: is a directory", .missingInput
    ),
    (
      .cannotWrite(path: "m.strata", operation: "write", reason: "no space left on device"),
      "m.strata: cannot write: no space left on device", .unwritableOutput
    ),
    (
      .truncated(what: "t.idx", offset: 12, expected: 4, got: 1),
      "t.idx: cut short at byte 12: expected 4 bytes, got 1", .badData
    ),
    (
      .truncated(what: "t.idx", offset: 0, expected: 1, got: 0),
      "t.idx: cut short at byte 0: expected 1 byte, got 0", .badData
    ),
    (
      .corrupt(what: "t.gz", offset: 1234, reason: "gzip: invalid block type"),
      "t.gz: corrupt data at byte 1234: gzip: invalid block type", .badData
    ),
    (
      .limit(what: "t.gz", limit: 10, got: 12),
      "t.gz: too large: expected at most 10 bytes, got 12 or more", .badData
    ),
    (
      .noSuchFile(path: "two\nlines\u{1B}[2J\u{202E}"),
      "two\\u{a}lines\\u{1b}[2J\\u{202e}: no such file", .missingInput
    ),
  ])
  func message(of error: ByteError, is text: String, because cause: ByteError.Cause) {
    #expect(error.description == text)
    #expect(error.cause == cause)
  }
}
