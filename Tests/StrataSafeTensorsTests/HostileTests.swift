import Foundation
import Testing

@testable import StrataSafeTensors

/// Files that lie, and files that are damaged: an error that says where, never a trap.
@Suite struct HostileTests {
  private static let dtypes =
    "BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, "
    + "I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64"

  /// What each file in `Vectors/invalid` is refused with.
  private static let messages: [(name: String, message: String)] = [
    (
      "a-zip-archive-behind",
      "byte 63: expected the end of the file, got 22 bytes that belong to no tensor"
    ),
    (
      "bits-that-fill-no-byte",
      "tensor 'a', byte 9: expected a shape whose bytes can be counted, got F4 [1]"
    ),
    ("bytes-behind", "byte 63: expected the end of the file, got 1 bytes that belong to no tensor"),
    (
      "bytes-without-tensors",
      "byte 10: expected the end of the file, got 1 bytes that belong to no tensor"
    ),
    ("dtype-lower-case", "tensor 'a', byte 9: expected a dtype of \(dtypes), got 'u8'"),
    ("dtype-unknown", "tensor 'a', byte 9: expected a dtype of \(dtypes), got 'F31'"),
    (
      "empty-inside-another",
      "tensor 'b', byte 61: expected bytes from 2 on, without gap or overlap, got from 1 on"
    ),
    (
      "empty-past-the-end",
      "tensor 'b', byte 61: expected bytes from 2 on, without gap or overlap, got from 9 on"
    ),
    ("entry-null", "tensor 'a', byte 13: expected '{', got 'n'"),
    ("gap", "tensor 'b', byte 61: expected bytes from 2 on, without gap or overlap, got from 3 on"),
    ("header-an-array", "byte 8: expected '{', got another byte"),
    ("header-begins-with-space", "byte 8: expected '{', got another byte"),
    ("header-cut-short", "cut short at byte 8: expected 53 bytes, got 52"),
    ("header-deep", "tensor 'a', byte 13: expected '{', got '['"),
    ("header-empty", "byte 8: expected '{', got nothing"),
    ("header-not-closed", "byte 61: expected ',' or '}', got the end of the header"),
    ("header-not-utf8", "byte 10: expected UTF-8, got the byte 0xff"),
    ("header-of-2-to-the-63", "byte 0: expected at most 100000000, got 9223372036854775807"),
    ("header-of-2-to-the-64-less-1", "byte 0: expected at most 100000000, got 9223372036854775807"),
    ("header-of-spaces", "byte 8: expected '{', got another byte"),
    ("header-over-100-MB", "byte 0: expected at most 100000000, got 100000001"),
    ("header-shape-deep", "tensor 'a', byte 36: expected a whole number from 0 on, got '['"),
    ("header-trailing-comma", "byte 61: expected a text in double quotes, got '}'"),
    ("header-with-byte-order-mark", "byte 8: expected '{', got another byte"),
    (
      "header-with-line-feed-behind",
      "byte 61: expected spaces up to the end of the header, got the byte 0xa"
    ),
    ("header-with-more-behind", "byte 61: expected spaces up to the end of the header, got '{'"),
    (
      "header-with-zeros-behind",
      "byte 61: expected spaces up to the end of the header, got the byte 0x0"
    ),
    ("key-missing-data-offsets", "tensor 'a', byte 9: expected the key data_offsets, got none"),
    ("key-missing-dtype", "tensor 'a', byte 9: expected the key dtype, got none"),
    ("key-missing-shape", "tensor 'a', byte 9: expected the key shape, got none"),
    ("key-twice", "tensor 'a', byte 27: expected each key once, got 'dtype' twice"),
    (
      "key-unknown", "tensor 'a', byte 60: expected the keys dtype, shape and data_offsets, got 'x'"
    ),
    ("metadata-array", "byte 24: expected '{', got '['"),
    ("metadata-key-twice", "byte 33: expected each key once, got 'a' twice"),
    ("metadata-nested", "byte 29: expected a text in double quotes, got '{'"),
    ("metadata-null", "byte 29: expected a text in double quotes, got 'n'"),
    ("metadata-number", "byte 29: expected a text in double quotes, got '1'"),
    ("metadata-twice", "byte 27: expected each key once, got '__metadata__' twice"),
    ("name-twice-escaped", "byte 61: expected each key once, got 'a' twice"),
    ("name-twice", "byte 61: expected each key once, got 'a' twice"),
    ("no-bytes", "cut short at byte 0: expected 8 bytes, got 0"),
    (
      "offsets-backwards",
      "tensor 'a', byte 9: expected data_offsets of a begin and an end behind it, got [2, 0]"
    ),
    (
      "offsets-from-1",
      "tensor 'a', byte 9: expected bytes from 0 on, without gap or overlap, got from 1 on"
    ),
    ("offsets-negative", "tensor 'a', byte 55: expected a whole number from 0 on, got '-'"),
    (
      "offsets-one",
      "tensor 'a', byte 9: expected data_offsets of a begin and an end behind it, got [2]"
    ),
    (
      "offsets-past-the-end",
      "tensor 'a', byte 9: expected an end within the 1 bytes of data, got 2"
    ),
    (
      "offsets-three",
      "tensor 'a', byte 9: expected data_offsets of a begin and an end behind it, got [0, 2, 2]"
    ),
    (
      "overlap",
      "tensor 'b', byte 61: expected bytes from 2 on, without gap or overlap, got from 1 on"
    ),
    (
      "same-bytes-twice",
      "tensor 'b', byte 61: expected bytes from 2 on, without gap or overlap, got from 0 on"
    ),
    (
      "shape-asks-for-more",
      "tensor 'a', byte 9: expected an end within the 2 bytes of data, got 1000000000000"
    ),
    ("shape-exponent", "tensor 'a', byte 37: expected a whole number from 0 on, got 'e'"),
    ("shape-fraction", "tensor 'a', byte 37: expected a whole number from 0 on, got '.'"),
    (
      "shape-leading-zero",
      "tensor 'a', byte 36: expected a whole number, got one with leading zeros"
    ),
    ("shape-negative", "tensor 'a', byte 36: expected a whole number from 0 on, got '-'"),
    (
      "shape-overflow-hidden-by-0",
      "tensor 'a', byte 9: expected a shape whose bytes can be counted, got U8 [4294967296, 4294967296, 4294967296, 0]"
    ),
    (
      "shape-overflows-to-0",
      "tensor 'a', byte 9: expected a shape whose bytes can be counted, got U8 [4294967296, 4294967296]"
    ),
    (
      "shape-overflows-to-2",
      "tensor 'a', byte 36: expected a whole number below 2⁶³, got a larger one"
    ),
    (
      "shape-past-64-bits",
      "tensor 'a', byte 36: expected a whole number below 2⁶³, got a larger one"
    ),
    ("shape-text", #"tensor 'a', byte 36: expected a whole number from 0 on, got '"'"#),
    ("shape-too-large", "tensor 'a', byte 9: expected 3 bytes for U8 [3], got 2"),
    ("shape-too-small", "tensor 'a', byte 9: expected 1 bytes for U8 [1], got 2"),
    ("short-length", "cut short at byte 0: expected 8 bytes, got 7"),
    ("text-bad-escape", #"byte 11: expected one of "\/bfnrtu after '\', got 'x'"#),
    (
      "text-control-character",
      "byte 11: expected a text without control characters, got the byte 0x9"
    ),
    ("text-half-a-surrogate", "byte 10: expected a pair of surrogates, got a lone one"),
  ]

  @Test func everyLieIsRefusedWithItsFacts() throws {
    #expect(try Vectors.names("invalid") == Self.messages.map(\.name).sorted())
    for (name, expected) in Self.messages {
      let bytes = try Vectors.invalid(name)
      #expect(message { try SafeTensorsFile(bytes, name: "f") } == "f: " + expected, "\(name)")
    }
  }

  @Test func aFileThatIsCutOrLongerIsRefused() throws {
    for name in try Vectors.names("valid") where name != "shapes" {
      let bytes = try Vectors.valid(name)
      for count in bytes.indices {
        #expect(throws: SafeTensorsError.self) {
          try SafeTensorsFile(Array(bytes.prefix(count)), name: "f")
        }
      }
      #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(bytes + [0], name: "f") }
      #expect(throws: SafeTensorsError.self) { try SafeTensorsFile(bytes + bytes, name: "f") }
    }
  }

  /// Whatever stands in a header, reading ends, with tensors whose bytes are there or with an error.
  @Test func mutantsAreReadOrRefused() throws {
    var numbers = Numbers(state: 7)
    let pieces = [
      "{", "}", "[", "]", ":", ",", "\"", "\\", "0", "9", "\\u00", "null", " ", "-", "e",
    ]
    for name in try Vectors.names("valid") where name != "shapes" {
      let whole = try Vectors.valid(name)
      for _ in 0..<3_000 {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
          let place = Int.random(in: 0..<bytes.count, using: &numbers)
          switch Int.random(in: 0..<3, using: &numbers) {
          case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
          case 1: bytes.remove(at: place)
          default:
            let piece = pieces[Int.random(in: pieces.indices, using: &numbers)]
            bytes.insert(contentsOf: piece.utf8, at: place)
          }
          if bytes.isEmpty { break }
        }
        guard let file = try? SafeTensorsFile(bytes, name: "f") else { continue }
        for index in file.tensors.indices {
          #expect(try file.tensor(at: index).bytes.count == file.tensors[index].byteCount)
        }
      }
    }
  }

  /// A long header of nothing but small things costs no more than its own size: a reader that looked at it
  /// again for each of them, or kept a value for each, would not come to an end.
  @Test func aLongHeaderIsNoTree() {
    let text = Array("{\"a\":{\"shape\":[".utf8) + repeatElement(UInt8(ascii: "["), count: 1 << 24)
    let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    #expect(
      message { try SafeTensorsFile(count + text, name: "f") }
        == "f: tensor 'a', byte 23: expected a whole number from 0 on, got '['")
  }
}

/// Numbers for mutants, the same in every run (G. Steele et al., "SplitMix", 2014).
private struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
