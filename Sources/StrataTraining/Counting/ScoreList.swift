/// Scores that have to be kept, one by one, until a metric is asked.
///
/// Written as text, each as the 8 hexadecimal digits of its bits: shorter than decimal numbers, and
/// exact whatever they are.
struct ScoreList: Hashable, Sendable {
  var scores: [Float] = []
}

extension ScoreList: Codable {
  private static let digits = Array("0123456789abcdef".utf8)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = Array(try container.decode(String.self).utf8)
    func corrupt(_ got: String) -> DecodingError {
      DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected 8 hexadecimal digits a score, got \(got)")
    }
    guard text.count % 8 == 0 else { throw corrupt("\(text.count) in all") }
    scores.reserveCapacity(text.count / 8)
    for start in stride(from: 0, to: text.count, by: 8) {
      var bits: UInt32 = 0
      for byte in text[start..<start + 8] {
        guard let digit = Self.digits.firstIndex(of: byte) else {
          throw corrupt("another character")
        }
        bits = bits << 4 | UInt32(digit)
      }
      scores.append(Float(bitPattern: bits))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var text: [UInt8] = []
    text.reserveCapacity(scores.count * 8)
    for score in scores {
      for shift in stride(from: 28, through: 0, by: -4) {
        text.append(Self.digits[Int(score.bitPattern >> UInt32(shift) & 15)])
      }
    }
    var container = encoder.singleValueContainer()
    try container.encode(String(decoding: text, as: UTF8.self))
  }
}
