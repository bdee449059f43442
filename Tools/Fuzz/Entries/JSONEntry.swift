import StrataJSON

/// JSON texts, as values and as some types of Swift.
enum JSONEntry: FuzzEntry {
  static let name = "json"

  static func read(_ bytes: [UInt8]) throws(Finding) {
    for type in [Row.self, [Row].self] as [any Decodable.Type] {
      for keys in [JSONReader.UnknownKeys.refuse, .ignore] {
        _ = try refusing([JSONError.self]) {
          try JSONReader.decode(type, from: bytes, options: .init(unknownKeys: keys))
        }
      }
    }
    let value = try refusing { () throws(JSONError) in try JSONReader.value(from: bytes) }
    guard let value else { return }
    let text = JSONWriter.bytes(of: value)
    guard let again = try? JSONReader.value(from: text), again == value,
      JSONWriter.bytes(of: again) == text
    else { throw Finding("a value comes back as something else") }
    let decoded = try refusing([JSONError.self]) {
      try JSONReader.decode(JSONValue.self, from: bytes)
    }
    guard decoded == value else { throw Finding("a value decodes to something else") }
  }

  private struct Row: Decodable {
    let a: Int?
    let b: Double?
    let c: [Float]?
    let d: [String: UInt8]?
    let e: Bool?
    let name: String?
    let rows: [Row]?
  }
}
