/// Where a value comes from: an input of the network, or an output of a node.
public struct Edge: Hashable, Sendable, CustomStringConvertible {
  /// The name of the input or node.
  public let source: String
  /// Which of the node's outputs, from 0.
  public let output: Int

  /// An output of a node, or an input of the network.
  public init(_ source: String, output: Int = 0) {
    self.source = source
    self.output = output
  }

  /// The name, with `:1` behind it for an output other than the first.
  public var description: String { output == 0 ? source : "\(source):\(output)" }
}

extension Edge: Codable {
  /// Reads `"dense1"` or `"split1:1"`.
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let colon = text.lastIndex(of: ":") else {
      self.init(text)
      return
    }
    guard let output = Int(text[text.index(after: colon)...]), output >= 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a name, or a name:output, got '\(text)'")
    }
    self.init(String(text[..<colon]), output: output)
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
