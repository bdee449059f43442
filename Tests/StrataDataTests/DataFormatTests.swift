import StrataData
import Testing

/// Formats told by content.
struct DataFormatTests {
  @Test(
    arguments: [
      ([], .csv), (Array("a,b\n1,2".utf8), .csv), (Array("5".utf8), .csv),
      ([0xEF, 0xBB, 0xBF, 0x61], .csv), (Array("é".utf8), .csv), (Array("BZ".utf8), .csv),
      ([0, 0, 8, 1], .idx), ([0, 0, 99, 99], .idx),
      ([0xD3, 0x53, 0x54, 0x52, 0x0D], .other("a Strata model file")),
      ([0x1F, 0x8B, 8], .other("a gzip file inside a gzip file")),
      ([0x50, 0x4B, 3, 4], .other("a zip file")),
      ([0x89, 0x50, 0x4E, 0x47], .other("a PNG image")),
      ([0xFF, 0xFE, 0x61, 0], .other("text in UTF-16")),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1], .numPy),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50], .csv),
      ([0x61, 0, 0x62], .other("a binary file of unknown kind")),
    ] as [([UInt8], DataFormat)])
  func isTold(_ bytes: [UInt8], _ expected: DataFormat) {
    #expect(DataFormat.detect(bytes) == expected)
  }
}
