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
}
