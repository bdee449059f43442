/// What a path asks for.
enum Route: Equatable {
  case live, ready, server, metrics, index
  case metadata(model: String, version: String?)
  case modelReady(model: String, version: String?)
  case infer(model: String, version: String?)
  case load(model: String)
  case unload(model: String)

  /// The method that it takes.
  var method: String {
    switch self {
    case .infer, .load, .unload, .index: "POST"
    default: "GET"
    }
  }

  /// - Returns: nil for a path that leads nowhere.
  init?(path: String) {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var parts: [String] = []
    for part in path.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let text = Self.unescaped(part) else { return nil }
      parts.append(text)
    }
    switch parts.count {
    case 1 where parts[0] == "v2": self = .server
    case 1 where parts[0] == "metrics": self = .metrics
    case 3 where parts[0...1] == ["v2", "health"]:
      switch parts[2] {
      case "live": self = .live
      case "ready": self = .ready
      default: return nil
      }
    case 3 where parts == ["v2", "repository", "index"]: self = .index
    case 5 where parts[0...2] == ["v2", "repository", "models"]:
      switch parts[4] {
      case "load": self = .load(model: parts[3])
      case "unload": self = .unload(model: parts[3])
      default: return nil
      }
    case 3... where parts[0...1] == ["v2", "models"]:
      var rest = parts[3...]
      var version: String?
      if rest.count >= 2, rest.first == "versions" {
        version = rest[rest.startIndex + 1]
        rest = rest.dropFirst(2)
      }
      switch Array(rest) {
      case []: self = .metadata(model: parts[2], version: version)
      case ["ready"]: self = .modelReady(model: parts[2], version: version)
      case ["infer"]: self = .infer(model: parts[2], version: version)
      default: return nil
      }
    default: return nil
    }
  }

  /// The text that a part of a path stands for; nil for what is no escape, or no UTF-8.
  private static func unescaped(_ part: Substring.UTF8View) -> String? {
    var bytes: [UInt8] = []
    var rest = part[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2,
        let text = String(validating: digits, as: UTF8.self), text.utf8.first != UInt8(ascii: "+"),
        text.utf8.first != UInt8(ascii: "-"), let value = UInt8(text, radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
