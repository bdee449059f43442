import StrataBytes

/// Six rows of classes: a number, a text, a name in quotes, a label with a comma.
let petsCSV = """
  size,colour,"weight, kg",species
  1,red,2.5,cat
  2,blue,3.5,dog
  3,red,1.5,cat
  4,green,7.5,"fish, small"
  5,blue,5,dog
  6,green,9,"fish, small"

  """

/// Four rows of numbers, two of which are targets far from 0 and 1.
let pricesCSV = """
  area,rooms,price,debt
  1,2,100,-5
  2,3,220,-4
  3,1,310,-6
  4,0,390,-9

  """

/// Images of 2 × 2 pixels: dark ones are of the class 3, bright ones of the class 7.
let imageCount = 40
let imagesIDX = idx(
  [imageCount, 2, 2],
  (0..<imageCount).flatMap { image -> [UInt8] in
    let pixels = (0..<4).map { UInt8((image * 7 + $0 * 13) % 60) }
    return image.isMultiple(of: 2) ? pixels : pixels.map { 255 - $0 }
  })
let labelsIDX = idx([imageCount], (0..<imageCount).map { $0.isMultiple(of: 2) ? 3 : 7 })

/// An IDX file of bytes.
func idx(_ dimensions: [Int], _ elements: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = [0, 0, 8, UInt8(dimensions.count)]
  for dimension in dimensions {
    bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
  }
  return bytes + elements
}

/// A gzip file of at most 65,535 bytes, stored as they are (RFC 1952, RFC 1951 section 3.2.4).
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }
  let count = UInt32(bytes.count)
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(count, 2) + little(~count, 2) + bytes
    + little(CRC32.checksum(bytes), 4) + little(count, 4)
}
