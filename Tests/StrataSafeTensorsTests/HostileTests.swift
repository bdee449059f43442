import Foundation
import Testing

@testable import StrataSafeTensors

/// Files that lie, and files that are damaged: an error that says where, never a trap.
@Suite struct HostileTests {
  private static let dtypes =
    "BOOL, F4, F6_E2M3, F6_E3M2, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F8_E4M3FNUZ, F8_E5M2FNUZ, "
    + "I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64"

  /// What each file in `Vectors/invalid` is refused with.
  private static let messages: [(name: String, message: String)] = []

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

  /// A long header of nothing but small things costs no more than its own size.
  @Test(.timeLimit(.minutes(1))) func aLongHeaderIsNoTree() {
    let text = Array("{\"a\":{\"shape\":[".utf8) + repeatElement(UInt8(ascii: "["), count: 1 << 24)
    let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    #expect(
      message { try SafeTensorsFile(count + text, name: "f") }
        == "f: byte 23: expected a whole number from 0 on, got '['")
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
