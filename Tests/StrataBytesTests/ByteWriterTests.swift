import StrataBytes
import Testing

@Suite struct ByteWriterTests {
  @Test func numbersOfEverySizeInBothOrders() {
    var writer = ByteWriter(capacity: 64)
    writer.write(UInt8(1))
    writer.write(UInt16(0x0203))
    writer.write(UInt16(0x0203), .big)
    writer.write(UInt32(0x0405_0607))
    writer.write(UInt32(0x0405_0607), .big)
    writer.write(UInt64(0x08090A0B_0C0D0E0F))
    writer.write(UInt64(0x08090A0B_0C0D0E0F), .big)
    writer.write([0xFF, 0xFE])
    #expect(
      hex(writer.bytes)
        == "01" + "0302" + "0203" + "07060504" + "04050607" + "0f0e0d0c0b0a0908"
        + "08090a0b0c0d0e0f" + "fffe")
    #expect(writer.count == 31)
  }

  @Test func paddingIsZerosUpToTheMultiple() {
    var writer = ByteWriter()
    writer.pad(toMultipleOf: 8)
    #expect(writer.bytes == [])
    writer.write(UInt8(7))
    writer.pad(toMultipleOf: 1)
    writer.pad(toMultipleOf: 0)
    writer.pad(toMultipleOf: -4)
    #expect(writer.bytes == [7])
    writer.pad(toMultipleOf: 4)
    writer.pad(toMultipleOf: 4)
    #expect(writer.bytes == [7, 0, 0, 0])
  }
}
