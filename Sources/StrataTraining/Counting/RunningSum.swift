/// A sum in Double, to which numbers are added in the order of the samples.
///
/// A finite one is written as a number, exactly; JSON has no others, so infinity and NaN are written
/// as text.
struct RunningSum: Hashable, Sendable {
  var sum = 0.0
}

extension RunningSum: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      sum = number
      return
    }
    switch try container.decode(String.self) {
    case "infinity": sum = .infinity
    case "-infinity": sum = -.infinity
    case "nan": sum = .nan
    case let text:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a number, infinity or nan, got '\(text)'")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if sum.isFinite {
      try container.encode(sum)
    } else {
      try container.encode(sum.isNaN ? "nan" : sum > 0 ? "infinity" : "-infinity")
    }
  }
}
