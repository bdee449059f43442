import FuzzEntries
import Strata
import Testing

/// What stands between a fuzzer and the reader must not stand in the way.
@Suite struct StrataChecksumsTests {
  private static func validFiles() throws -> [[UInt8]] {
    try CorpusTests.files(in: "Tools/Fuzz/Corpus/strata").map(\.bytes).filter { file in
      (try? StrataReader(file, name: "m.strata").container(checkingDigests: true)) != nil
    }
  }

  @Test func nothingIsRepairedInAValidFile() throws {
    for file in try Self.validFiles() {
      let isSame = StrataChecksums.repaired(file) == file
      #expect(isSame)
    }
  }

  @Test func aValidFileTakenApartComesBack() throws {
    for file in try Self.validFiles() {
      let again = try #require(StrataAnatomy(file)).file
      let one = try StrataReader(file, name: "m.strata")
      // Sections are kept unpacked, so that the bytes may differ.
      let other = try StrataReader(StrataChecksums.repaired(again), name: "m.strata")
      #expect(one.contentHash == other.contentHash)
      try other.verify()
    }
  }

  /// A change to the bytes of a tensor, with every sum repaired, is a valid file with other content.
  @Test func aChangeWithRepairedSumsIsSeenByNoSum() throws {
    var container = StrataContainer()
    container.tensors = [
      TensorRecord(name: "w", dtype: .u8, dimensions: [5], bytes: [1, 2, 3, 4, 5])
    ]
    container[.architecture] = Array("{}".utf8)
    // Taken apart and put together, the index stands there unpacked and can be repaired in place.
    var file = try #require(StrataAnatomy(try container.encoded())).file
    file[65] ^= 0x40
    #expect(throws: StrataFileError.self) { try StrataReader(file, name: "m.strata").verify() }
    let repaired = try StrataReader(StrataChecksums.repaired(file), name: "m.strata")
    #expect(try repaired.tensor(at: 0, checkingDigest: true).bytes == [1, 0x42, 3, 4, 5])
  }
}
