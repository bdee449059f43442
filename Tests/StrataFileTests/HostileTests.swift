import StrataBytes
import Testing

@testable import StrataFile

/// Files that are whole and lie: every CRC is right.
@Suite struct HostileTests {
  /// No plane is long enough to be deflated, so that no offset depends on the version of zlib.
  private static let container: StrataContainer = {
    var container = smallContainer()
    // The record of "a" begins at byte 8 of the index: 72 bytes, a dimension, a block, the name.
    container.tensors[0] = tensor("a", [1, 2])
    container.tensors[1] = tensor("b", [.pi])
    return container
  }()

  static func forged(_ change: (inout Forgery) -> Void) throws -> [UInt8] {
    var forgery = try Forgery(container)
    change(&forgery)
    return forgery.file
  }

  @Test func aForgeryWithoutAChangeIsValid() throws {
    expectSame(try read(try Self.forged { _ in }), Self.container)
  }

  typealias Lie = (change: @Sendable (inout Forgery) -> Void, message: String)

  static let lies: [Lie] = [
    (
      { $0.header.version = FileVersion(major: 2, minor: 0) },
      "m.strata: format version 2.0: this program reads 1.x"
    ),
    (
      { $0.header.incompatible = 0x12 },
      "m.strata: uses features (0x12) that this program does not know"
    ),
    (
      { $0.changeHeader = { $0[40] = 1 } },
      "m.strata: header: damaged at byte 28: the reserve is not zero"
    ),
    (
      { $0.sections.append((Array("NEWS".utf8), [1])) },
      "m.strata: section NEWS is critical and not known"
    ),
    (
      { $0.sections.append((Array("hISt".utf8), [1])) },
      "m.strata: section table: damaged at byte 1432: section hISt occurs twice"
    ),
    (
      { $0.sections.append((Array("a[2J".utf8), [1])) },
      "m.strata: section table: damaged at byte 1432: the type is not four letters"
    ),
    // The index.
    (
      { $0.setIndex(0, bytes([UInt64.max])) },
      "m.strata: section INDX (unpacked): damaged at byte 0:"
        + " the number 18446744073709551615 is out of range"
    ),
    (
      { $0.setIndex(0, bytes([UInt64(1) << 40])) },
      "m.strata: section INDX (unpacked): too large: expected at most 1048576, got 1099511627776"
    ),
    (
      { $0.setIndex(0, bytes([UInt64(1) << 20])) },
      "m.strata: section INDX (unpacked): damaged at byte 0: 1048576 tensors in 416"
        + " bytes"
    ),
    (
      { $0.setIndex(0, bytes([UInt64(3)])) },
      "m.strata: section INDX (unpacked): damaged at byte 332: bytes after the last record"
    ),
    (
      { $0.setIndex(8, bytes([UInt32.max])) },
      "m.strata: section INDX (unpacked): damaged at byte 8: a record of 4294967295 bytes"
    ),
    (
      { $0.setIndex(8, bytes([UInt32.max - 3])) },
      "m.strata: section INDX (unpacked): damaged at byte 12: cut short: expected"
        + " 4294967288 bytes, got 412"
    ),
    (
      { $0.setIndex(8, bytes([UInt32(8)])) },
      "m.strata: section INDX (unpacked): damaged at byte 8: a record of 8 bytes"
    ),
    // Its first record.
    (
      { $0.records[0].name = Array("steps".utf8) },
      "m.strata: section INDX (unpacked): damaged at byte 220: the name 'steps'"
        + " occurs twice"
    ),
    (
      { $0.records[0].name = [] },
      "m.strata: section INDX (unpacked): damaged at byte 108: a name of 0 bytes"
    ),
    (
      { $0.records[0].name = [UInt8](repeating: 97, count: 513) },
      "m.strata: section INDX (unpacked): damaged at byte 108: a name of 513 bytes"
    ),
    (
      { $0.records[0].name = [0x61, 0xFF] },
      "m.strata: section INDX (unpacked): damaged at byte 108: a name that is not UTF-8"
    ),
    (
      { $0.records[0].name = Array("a\u{1B}[2J".utf8) },
      "m.strata: section INDX (unpacked): damaged at byte 108:"
        + " a name with a control character: 'a\\u{1b}[2J'"
    ),
    (
      { $0.setIndex(12, bytes([UInt16(500)])) },
      "m.strata: section INDX (unpacked): damaged at byte 108:"
        + " cut short: expected 500 bytes, got 4"
    ),
    (
      { $0.setIndex(16, [33]) },
      "m.strata: section INDX (unpacked): damaged at byte 16: rank 33"
    ),
    (
      { $0.setIndex(18, [63]) },
      "m.strata: section INDX (unpacked): damaged at byte 18: blocks of 2^63 × 4 bytes"
    ),
    (
      { $0.setIndex(19, [0]) },
      "m.strata: section INDX (unpacked): damaged at byte 18: blocks of 2^16 × 0 bytes"
    ),
    (
      { $0.setIndex(19, [2]) },
      "m.strata: section INDX (unpacked): damaged at byte 100: blocks of 3 bytes in"
        + " all, expected 5"
    ),
    (
      { $0.setIndex(24, bytes([UInt64(1) << 62])) },
      "m.strata: section INDX (unpacked): damaged at byte 88:"
        + " 17592186044416 blocks in 24 bytes"
    ),
    (
      { $0.setIndex(24, bytes([UInt64(7)])) },
      "m.strata: section INDX (unpacked): damaged at byte 24: 7 bytes of 4 an element"
    ),
    (
      { $0.setIndex(24, bytes([UInt64(12)])) },
      "m.strata: section INDX (unpacked): damaged at byte 24: dimensions [2] do not make 12 bytes"
    ),
    (
      { $0.setIndex(32, bytes([UInt64(0)])) },
      "m.strata: section INDX (unpacked): damaged at byte 32: 5 bytes at 0, expected"
        + " at 64"
    ),
    (
      { $0.setIndex(32, bytes([UInt64.max / 2])) },
      "m.strata: section INDX (unpacked): damaged at byte 32: 5 bytes at"
        + " 9223372036854775807, expected at 64"
    ),
    (
      { $0.setIndex(40, bytes([UInt64.max / 2])) },
      "m.strata: section INDX (unpacked): damaged at byte 108: blocks of 5 bytes in"
        + " all, expected 9223372036854775807"
    ),
    (
      { $0.setIndex(80, bytes([UInt64(1) << 62])) },
      "m.strata: section INDX (unpacked): damaged at byte 24:"
        + " dimensions [4611686018427387904] do not make 8 bytes"
    ),
    (
      { $0.records[0].dimensions = [1 << 62, 1 << 62, 4] },
      "m.strata: section INDX (unpacked): damaged at byte 24:"
        + " dimensions [4611686018427387904, 4611686018427387904, 4] do not make 8 bytes"
    ),
    // 2^63 elements times none of them: the product must not hide behind the zero.
    (
      { $0.records[3].dimensions = [1 << 62, 1 << 62, 0] },
      "m.strata: section INDX (unpacked): damaged at byte 348: dimensions"
        + " [4611686018427387904, 4611686018427387904, 0] do not make 0 bytes"
    ),
    // The planes: stored 1, constant, deflate.
    (
      { $0.setIndex(92, bytes([UInt32(3)])) },
      "m.strata: section INDX (unpacked): damaged at byte 108: blocks of 6 bytes in"
        + " all, expected 5"
    ),
    (
      { $0.setIndex(92, bytes([UInt32(1) << 24 | 2])) },
      "m.strata: tensor 'a': damaged at byte 64: plane 0: codec 1 of 2 bytes for 2"
    ),
    (
      { $0.setIndex(92, bytes([UInt32(2) << 24 | 2])) },
      "m.strata: tensor 'a': damaged at byte 65: deflate: invalid block type"
    ),
    (
      { $0.records[0].crc ^= 1 },
      "m.strata: tensor 'a': damaged at byte 64: the CRC of the unpacked bytes does not match"
    ),
    (
      { $0.records[0].digest[31] ^= 1 },
      "m.strata: tensor 'a': damaged at byte 64: the digest does not match"
    ),
    // The section table and what is around it.
    (
      { $0.changeTable = { $0.removeLast(40) } },
      "m.strata: section table: damaged at byte 1088: the table begins at 1088,"
        + " expected 896"
    ),
    (
      { $0.changeTable = { $0[8] = 65 } },
      "m.strata: section table: damaged at byte 1088: section TENS of 17 bytes at"
        + " 65, expected at 64"
    ),
    (
      {
        $0.changeTable = { $0.replaceSubrange(56..<72, with: bytes([UInt64.max / 2, .max / 2])) }
      },
      "m.strata: section table: damaged at byte 1128: section INDX of"
        + " 9223372036854775807 bytes at 128, expected at 128"
    ),
    (
      { $0.changeTable = { $0[32] = 2 } },
      "m.strata: section TENS: damaged at byte 64: the tensors have a codec or a CRC"
    ),
    (
      { $0.changeTable = { $0[72] = 7 } },
      "m.strata: section table: damaged at byte 1160: section INDX: the codec is not"
        + " 0 or 2"
    ),
    (
      { $0.changeTable = { $0[73] = 7 } },
      "m.strata: section table: damaged at byte 1161: section INDX: the reserve is"
        + " not zero"
    ),
    (
      { $0.changeTable = { $0[2 * 40 + 32] = 2 } },
      "m.strata: section ARCH: damaged at byte 585: deflate: invalid distance too"
        + " far back"
    ),
    (
      {
        $0.changeTable = { table in
          table[80 + 32] = 2
          table.replaceSubrange(80 + 24..<80 + 32, with: bytes([UInt64(1) << 40]))
        }
      },
      "m.strata: section table: damaged at byte 1192: section ARCH: 68 bytes cannot"
        + " be 1099511627776"
    ),
    (
      { $0.changeTable = { $0.replaceSubrange(40..<44, with: Array("iNDx".utf8)) } },
      "m.strata: section table: damaged at byte 1088: expected the sections TENS and"
        + " INDX"
    ),
    (
      { $0.changeTable = { $0[44] ^= 1 } },
      "m.strata: section INDX: damaged at byte 128: the CRC does not match"
    ),
    (
      { $0.changePadding = { if !$0.isEmpty { $0[0] = 1 } } },
      "m.strata: section hISt: damaged at byte 1072: the padding is not zero"
    ),
    (
      { $0.changeTrailer = { $0.tableOffset = .max } },
      "m.strata: trailer: damaged at byte 1376: 7 sections from byte"
        + " 9223372036854775807 do not end here"
    ),
    (
      { $0.changeTrailer = { $0.sectionCount = Int(UInt32.max) } },
      "m.strata: trailer: damaged at byte 1376: 4294967295 sections from byte 1088"
        + " do not end here"
    ),
    (
      { $0.changeTrailer = { $0.fileSize = 0 } },
      "m.strata: trailer: damaged at byte 1368: the file has 1432 bytes, expected 0"
    ),
    (
      { $0.changeTrailer = { $0.hash = ContentHash([], [:]) } },
      "m.strata: trailer: damaged at byte 1392: the content hash does not match the"
        + " index"
    ),
  ]

  @Test(arguments: lies.indices)
  func refuses(_ index: Int) throws {
    let (change, message) = Self.lies[index]
    let file = try Self.forged(change)
    let error = #expect(throws: StrataFileError.self) { try read(file) }
    #expect(error?.description == message)
  }

  @Test func limitsHold() throws {
    var container = Self.container
    container.tensors.append(tensor("zeros", [Float](repeating: 0, count: 1 << 22)))
    let file = try container.encoded()
    let cases: [(ReadLimits, String)] = [
      (
        ReadLimits(bytes: 1 << 20),
        "m.strata: unpacked content: too large: expected at most 1048576, got 16779306"
      ),
      (
        ReadLimits(sectionBytes: 100),
        "m.strata: unpacked sections: too large: expected at most 100, got 2070"
      ),
      (
        ReadLimits(bytes: 100),
        "m.strata: unpacked sections: too large: expected at most 100, got 2070"
      ),
      (
        ReadLimits(tensors: 4),
        "m.strata: section INDX (unpacked): too large: expected at most 4, got 5"
      ),
      (ReadLimits(sections: 6), "m.strata: section table: too large: expected at most 6, got 7"),
    ]
    for (limits, message) in cases {
      let error = #expect(throws: StrataFileError.self) { try read(file, limits: limits) }
      #expect(error?.description == message)
    }
    let reader = try StrataReader(file, name: "m.strata", limits: ReadLimits(bytes: 1 << 20))
    #expect(try reader.tensor(at: 0).bytes.count == 8)
    let error = #expect(throws: StrataFileError.self) { try reader.tensor(at: 4) }
    #expect(
      error?.description
        == "m.strata: tensor 'zeros': too large: expected at most 1048576, got 16777216")
  }

  /// Random changes to the index, the section table and the tensors, with every CRC repaired: words
  /// or a valid file, never a trap.
  @Test func mutantsWithRepairedCRCs() throws {
    let original = try Forgery(smallContainer())
    var numbers = Numbers(state: 99)
    var (refused, read) = (0, 0)
    for round in 0..<20_000 {
      var forgery = original
      let change = { (bytes: inout [UInt8], numbers: inout Numbers) in
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
          let place = Int.random(in: bytes.indices, using: &numbers)
          let odd: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, bytes[place] &+ 1, bytes[place] &- 1]
          bytes[place] = odd.randomElement(using: &numbers) ?? 0
        }
      }
      var own = numbers
      _ = numbers.next()
      switch round % 3 {
      case 0: forgery.changeIndex = { change(&$0, &own) }
      case 1: forgery.changeTable = { change(&$0, &own) }
      default:
        change(&forgery.tensors, &own)
        var place = 0
        for index in forgery.records.indices where forgery.records[index].storedByteCount > 0 {
          let end = place + forgery.records[index].storedByteCount
          forgery.records[index].blockCRCs = [
            CRC32.checksum(Array(forgery.tensors[place..<end]))
          ]
          place = end
        }
      }
      do {
        _ = try StrataFileTests.read(forgery.file, limits: ReadLimits(bytes: 1 << 24))
        read += 1
      } catch {
        #expect(error.cause == .badData)
        refused += 1
      }
    }
    #expect(refused > 15_000 && read > 0)
  }
}
