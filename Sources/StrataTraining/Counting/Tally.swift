/// A count of samples. In a file it is from 0 up to below 2⁴⁸, so that counting on cannot overflow.
struct Tally: Hashable, Sendable {
  var count = 0
}

extension Tally: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    count = try container.decode(Int.self)
    guard (0..<1 << 48).contains(count) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a count in 0..<2⁴⁸, got \(count)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(count)
  }
}
