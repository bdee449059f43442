import StrataBytes
import Testing

@testable import StrataFile

/// What a newer version may write, and what this one makes of it.
@Suite struct VersionTests {
  private func forged(_ change: (inout Forgery) -> Void) throws -> [UInt8] {
    var forgery = try Forgery(smallContainer())
    change(&forgery)
    return forgery.file
  }

  @Test func aHigherMinorVersionReadsOn() throws {
    let file = try forged {
      $0.header.version = FileVersion(major: 1, minor: 7)
      $0.header.compatible = 0x8000_0001
      $0.changeHeader = { $0[30] = 9 }
      $0.changeTable = { $0[39] = 1 }
    }
    let reader = try StrataReader(file, name: "m.strata")
    #expect(reader.version.description == "1.7")
    let container = try reader.container()
    expectSame(container, smallContainer())
    // It is saved in the oldest version that can hold it.
    #expect(try container.encoded() == smallContainer().encoded())
  }

  @Test func aNewerRecordMayBeLonger() throws {
    let forgery = try Forgery(smallContainer())
    let last = try #require(forgery.records.last)
    for minor in [0, 1, 2] as [UInt16] {
      let file = try forged {
        $0.header.version = FileVersion(major: 1, minor: minor)
        $0.changeIndex = { index in
          let start = index.count - last.encoded.count
          index.replaceSubrange(
            start..<start + 4, with: bytes([UInt32(last.encoded.count + 8)]))
          index += [1, 2, 3, 4, 5, 6, 7, 8]
        }
      }
      if minor < 2 {
        let error = #expect(throws: StrataFileError.self) { try read(file) }
        #expect(error?.description.hasSuffix("bytes after the name") == true)
      } else {
        expectSame(try read(file), smallContainer())
      }
    }
  }

  @Test func aReadOnlyFlagReadsAndIsNotSavedAgain() throws {
    let container = try read(try forged { $0.header.readOnlyCompatible = 0x10 })
    expectSame(container, smallContainer())
    let error = #expect(throws: StrataFileError.self) { try container.encoded() }
    #expect(
      error?.description
        == "container: read from a file whose features (0x10) this program cannot save")
  }

  @Test func unknownAncillarySectionsGoAlongIfTheyMay() throws {
    let (safe, unsafe) = (Array("neWs".utf8), Array("neWS".utf8))
    let file = try forged { $0.sections += [(unsafe, [1]), (safe, [2, 3])] }
    var container = try read(file)
    let safeType = try #require(SectionType(safe))
    let unsafeType = try #require(SectionType(unsafe))
    #expect(container[safeType] == [2, 3] && container[unsafeType] == [1])
    // Nothing has changed, or nothing that counts: both still hold.
    container[.metadata] = [9]
    let same = try read(try container.encoded())
    #expect(same[safeType] == [2, 3] && same[unsafeType] == [1])
    container.tensors[1].bytes[0] = 1
    let changed = try read(try container.encoded())
    #expect(changed[safeType] == [2, 3] && changed[unsafeType] == nil)
    // A flip in a section that is skipped is seen all the same.
    var damaged = file
    let place = try #require(StrataReader(file, name: "m").sections.last).offset
    damaged[place] ^= 1
    #expect(
      throws: StrataFileError.damaged(
        file: "m.strata", part: "section neWs", offset: place, reason: "the CRC does not match")
    ) { try read(damaged) }
  }

  @Test(arguments: [
    ("dtype 99 is not known to this program", 99, 4, 0),
    ("transform 9 is not known to this program", 1, 9, 0),
    ("transform 2 is not known to this program", 9, 2, 0),
    ("codec 7 is not known to this program", 1, 1, 7),
  ])
  func whatOneTensorNeedsIsRefusedForItAlone(
    _ refusal: String, _ dtype: Int, _ transform: Int, _ codec: Int
  ) throws {
    var container = smallContainer()
    container.tensors.insert(
      TensorRecord(
        name: "new", dtype: dtype == 9 ? .u8 : .f32, dimensions: dtype == 9 ? [8] : [2],
        bytes: [1, 2, 3, 4, 5, 6, 7, 8]), at: 1)
    var forgery = try Forgery(container)
    forgery.records[1].dtype = UInt8(dtype)
    forgery.records[1].transform = UInt8(transform)
    if codec > 0 {
      let length = forgery.records[1].planes[0].length
      forgery.records[1].planes[0] = PlaneCode(word: UInt32(codec) << 24 | UInt32(length))
    }
    let file = forgery.file
    let reader = try StrataReader(file, name: "m.strata")
    #expect(reader.tensors[1].refusal == refusal && reader.tensors[1].name == "new")
    #expect(reader.tensors.filter { $0.refusal != nil }.count == 1)
    #expect(
      throws: StrataFileError.unsupported(file: "m.strata", reason: "tensor 'new': \(refusal)")
    ) { try reader.tensor(at: 1) }
    try reader.verify()
    let back = try reader.container()
    expectSame(back, smallContainer())
    #expect(back.unreadable.map(\.name) == ["new"])
    #expect(
      throws: StrataFileError.invalid(
        part: "tensor 'new'", reason: "cannot be saved: \(refusal)")
    ) { try back.encoded() }
    // Its stored bytes are checked all the same.
    var damaged = file
    damaged[reader.tensors[1].offset] ^= 1
    #expect(throws: StrataFileError.self) { try read(damaged) }
    let damagedReader = try StrataReader(damaged, name: "m.strata")
    #expect(throws: StrataFileError.self) { try damagedReader.verify() }
  }
}
