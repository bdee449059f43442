import StrataBytes
import StrataNumPy
import Testing

@Suite struct NumPyDTypeTests {
  @Test func names() {
    for text in ["|b1", "|i1", "|u1", "<i2", ">i2", "<u8", ">f2", "<f4", ">f8"] {
      #expect(NumPyDType(text)?.description == text)
    }
    // One byte has no order.
    #expect(NumPyDType("<u1")?.description == "|u1")
    #expect(NumPyDType(">b1") == NumPyDType(.bool, byteCount: 1))
    for text in [
      "", "f4", "=f4", "|f4", "<f1", "<f16", "<b2", "<i3", "<c8", "|O", "<U1", "|S1", "|V4", "<é4",
      "<f４",
    ] { #expect(NumPyDType(text) == nil, "\(text)") }
    #expect(NumPyDType(.float, byteCount: 1) == nil)
    #expect(NumPyDType.float32.description == "<f4")
    #expect(NumPyDType.int32.description == "<i4")
  }

  /// Where elements stand in a larger array does not matter, nor what is there already.
  @Test func partsOfBytes() {
    let bytes: [UInt8] = [9, 0x3F, 0xC0, 0, 0, 0xBF, 0x80, 0, 0, 9]
    var floats: [Float] = [7]
    NumPyDType(.float, byteCount: 4, .big)?.appendFloats(bytes[1..<9], to: &floats)
    #expect(floats == [7, 1.5, -1])
  }

  @Test func theFirstIntegerThatDoesNotFit() {
    var integers: [Int32] = []
    let bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0x80, 2, 0, 0, 0]
    #expect(
      NumPyDType(.unsigned, byteCount: 4)?.appendIntegers(bytes[...], to: &integers)
        == "2147483648")
    #expect(integers == [1])
  }
}
