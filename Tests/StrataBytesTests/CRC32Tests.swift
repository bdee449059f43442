import CStrataBytes
import StrataBytes
import Testing

@Suite struct CRC32Tests {
  /// The check value of the catalogue of CRC algorithms (CRC-32/ISO-HDLC).
  @Test func checkValue() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([UInt8]()) == 0)
    #expect(CRC32.checksum([0]) == 0xD202_EF8D)
  }

  @Test func inPiecesAsInOne() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var crc = CRC32()
    for start in stride(from: 0, to: 1000, by: 37) {
      crc.update(Array(bytes[start..<min(start + 37, 1000)]))
      crc.update([])
    }
    #expect(crc.value == CRC32.checksum(bytes))
  }

  /// Every length around the widths of the variants, at every alignment, beside zlib.
  @Test func everyVariant() {
    let bytes = (0..<1200).map { UInt8(truncatingIfNeeded: $0 &* 77 >> 3) }
    let narrow = UInt32(STRATA_BYTES_PCLMUL)
    let wide = narrow | UInt32(STRATA_BYTES_VPCLMUL)
    for count in 0..<1100 {
      for start in [0, 1, 15, count % 64] {
        let part = Array(bytes[start..<start + count])
        let expected = unsafe strata_bytes_crc32(0, 0x1234_5678, part, count)
        for allowed in [.max, wide, narrow] {
          let features = allowed & strata_bytes_features()
          let crc = unsafe strata_bytes_crc32(features, 0x1234_5678, part, count)
          #expect(crc == expected)
        }
      }
    }
  }

  @Test func partsTakenApartAreJoined() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for cut in [0, 1, 500, 999, 1000] {
      var crc = CRC32()
      crc.update(Array(bytes[..<cut]))
      crc.update(checksum: CRC32.checksum(Array(bytes[cut...])), count: 1000 - cut)
      #expect(crc.value == CRC32.checksum(bytes))
    }
  }
}
