/// A plugin's configuration as plain data: what is kept of a plugin whose type is not at hand.
///
/// It decodes from and encodes to any coder, so that a file with an unknown plugin can be read,
/// shown and written again.
public enum Configuration: Codable, Hashable, Sendable {
  /// No value.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([Configuration])
  /// Named values, in the order they came in.
  case object([Field])

  /// A named value of an object.
  public struct Field: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: Configuration

    /// A named value.
    public init(_ name: String, _ value: Configuration) {
      self.name = name
      self.value = value
    }
  }

  /// The field of an object; nil if it is absent or this is no object. Setting one replaces the one
  /// there or adds it at the end, setting nil removes it; what is no object stays as it is.
  /// - Complexity: O(number of fields).
  public subscript(name: String) -> Configuration? {
    get {
      guard case .object(let fields) = self else { return nil }
      return fields.first { $0.name == name }?.value
    }
    set {
      guard case .object(var fields) = self else { return }
      let place = fields.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): fields[place] = Field(name, value)
      case (let place?, nil): fields.remove(at: place)
      case (nil, let value?): fields.append(Field(name, value))
      case (nil, nil): break
      }
      self = .object(fields)
    }
  }

  /// Takes whatever a decoder holds.
  /// - Throws: What the decoder throws for a value that is none of the cases.
  public init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: AnyCodingKey.self) {
      self = .object(
        try fields.allKeys.map {
          Field($0.stringValue, try fields.decode(Configuration.self, forKey: $0))
        })
      return
    }
    if var items = try? decoder.unkeyedContainer() {
      var values: [Configuration] = []
      while !items.isAtEnd { values.append(try items.decode(Configuration.self)) }
      self = .array(values)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .string(try value.decode(String.self))
    }
  }

  /// Writes the value as itself, with no sign of the enumeration.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let fields):
      var container = encoder.container(keyedBy: AnyCodingKey.self)
      for field in fields { try container.encode(field.value, forKey: AnyCodingKey(field.name)) }
    case .array(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .bool(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .integer(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .number(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .string(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }
}
