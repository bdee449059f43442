import StrataBytes
import StrataData
import StrataModel
import Testing

/// How the elements of an array are brought into range.
struct IDXArrayPreparationTests {
  private func array(type: UInt8, _ elements: [UInt8], count: UInt8) throws -> IDXArray {
    var stream = ByteStream(bytes: [0, 0, type, 1, 0, 0, 0, count] + elements, name: "t")
    return try IDXArray(&stream)
  }

  @Test func pixelsGoToZeroToOne() throws {
    let input = try array(type: 0x08, [0, 128, 255], count: 3).standardizing
    #expect(input == .array(scale: 1 / 255, offset: 0))
    var elements: [Float] = [0, 255]
    try input.prepareArray(&elements)
    #expect(elements == [0, 1])
  }

  @Test func otherNumbersGoToMeanZeroAndDeviationOne() throws {
    // 1, 3, 5, 7 as 16-bit numbers: mean 4, Σ (x − 4)² = 20, deviation √5.
    let input = try array(type: 0x0B, [0, 1, 0, 3, 0, 5, 0, 7], count: 4).standardizing
    let deviation = 5.0.squareRoot()
    #expect(input == .array(scale: Float(1 / deviation), offset: Float(-4 / deviation)))
  }

  @Test func equalNumbersOrNoneHaveDeviationOne() throws {
    #expect(try array(type: 0x09, [3, 3], count: 2).standardizing == .array(scale: 1, offset: -3))
    #expect(try array(type: 0x09, [], count: 0).standardizing == .array(scale: 1, offset: 0))
  }
}
