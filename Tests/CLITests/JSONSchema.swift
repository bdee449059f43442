import StrataJSON

/// As much of JSON Schema (draft 2020-12) as the package's schemas use. A keyword that it does not know is a
/// problem, so that no schema says more than is checked.
struct JSONSchema {
  private let root: JSONValue

  init(_ root: JSONValue) { self.root = root }

  /// Where a value is not as the schema says, and how.
  func problems(in value: JSONValue) -> [String] { problems(value, root, "$") }

  private func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
    guard let keywords = schema.object?.members else { return ["\(path): no schema: \(schema)"] }
    return keywords.flatMap { keyword -> [String] in
      switch keyword.key {
      case "$schema", "$defs", "title", "description":
        []
      case "$ref":
        definition(keyword.value).map { problems(value, $0, path) }
          ?? ["\(path): no definition \(keyword.value)"]
      case "anyOf":
        anyOf(value, keyword.value.array ?? [], path)
      case "type":
        types(keyword.value).contains { isOf($0, value) }
          ? [] : ["\(path): expected \(types(keyword.value)), got \(value)"]
      case "enum":
        keyword.value.array?.contains(value) == true
          ? [] : ["\(path): expected one of \(keyword.value), got \(value)"]
      case "minimum":
        (value.number?.double ?? .infinity) >= (keyword.value.number?.double ?? .infinity)
          ? [] : ["\(path): expected at least \(keyword.value), got \(value)"]
      case "required":
        required(value, keyword.value, path)
      case "properties":
        properties(value, keyword.value, path)
      case "additionalProperties":
        additional(value, keyword.value, known: schema["properties"]?.object, path)
      case "items":
        (value.array ?? []).enumerated().flatMap { index, element in
          problems(element, keyword.value, "\(path)[\(index)]")
        }
      default:
        ["\(path): unknown keyword '\(keyword.key)'"]
      }
    }
  }

  private func definition(_ reference: JSONValue) -> JSONValue? {
    let prefix = "#/$defs/"
    guard let text = reference.string, text.hasPrefix(prefix) else { return nil }
    return root["$defs"]?[String(text.dropFirst(prefix.count))]
  }

  /// The problems with the alternative that comes nearest.
  private func anyOf(_ value: JSONValue, _ schemas: [JSONValue], _ path: String) -> [String] {
    let all = schemas.map { problems(value, $0, path) }
    return all.min { $0.count < $1.count } ?? ["\(path): no alternatives"]
  }

  private func types(_ value: JSONValue) -> [String] {
    value.array?.compactMap(\.string) ?? value.string.map { [$0] } ?? []
  }

  private func isOf(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string),
      ("array", .array), ("object", .object):
      true
    case ("integer", .number(let number)):
      number.integer(Int64.self) != nil || number.integer(UInt64.self) != nil
    default:
      false
    }
  }

  private func required(_ value: JSONValue, _ keys: JSONValue, _ path: String) -> [String] {
    guard let object = value.object else { return [] }
    return types(keys).filter { object[$0] == nil }.map { "\(path): '\($0)' is missing" }
  }

  private func properties(_ value: JSONValue, _ schemas: JSONValue, _ path: String) -> [String] {
    (value.object?.members ?? []).flatMap { member in
      schemas[member.key].map { problems(member.value, $0, "\(path).\(member.key)") } ?? []
    }
  }

  private func additional(
    _ value: JSONValue, _ schema: JSONValue, known: JSONObject?, _ path: String
  ) -> [String] {
    (value.object?.members ?? []).filter { known?[$0.key] == nil }.flatMap { member -> [String] in
      switch schema {
      case .bool(true): []
      case .bool(false): ["\(path): unknown key '\(member.key)'"]
      default: problems(member.value, schema, "\(path).\(member.key)")
      }
    }
  }
}
