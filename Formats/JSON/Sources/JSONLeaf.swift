/// A type that goes between a text and memory without containers.
protocol JSONLeaf {
  /// Reads a node.
  init(_ document: JSONDocument, _ node: Int) throws
  /// The value to be written.
  func written() throws(JSONError.Problem) -> JSONValue
}

extension JSONError.Problem: Error {}

extension Bool: JSONLeaf {
  init(_ document: JSONDocument, _ node: Int) throws {
    switch document.text.nodes[node].kind {
    case .true: self = true
    case .false: self = false
    default: throw document.mismatch("true or false", node)
    }
  }

  func written() -> JSONValue { .bool(self) }
}

extension String: JSONLeaf {
  init(_ document: JSONDocument, _ node: Int) throws {
    switch document.text.nodes[node].kind {
    case .string, .escaped: self = document.text.string(at: node)
    default: throw document.mismatch("a string", node)
    }
  }

  func written() -> JSONValue { .string(self) }
}

extension JSONValue: JSONLeaf {
  init(_ document: JSONDocument, _ node: Int) throws {
    document.acceptAll(in: node)
    self = document.text.value(at: node)
  }

  func written() -> JSONValue { self }
}

/// A number, alone or in an array: arrays of numbers are read and written in one go.
protocol JSONNumeric: JSONLeaf {}

extension Array: JSONLeaf where Element: JSONNumeric {
  init(_ document: JSONDocument, _ node: Int) throws {
    guard document.text.nodes[node].kind == .array else {
      throw document.mismatch("an array", node)
    }
    self.init()
    let count = Int(document.text.nodes[node].count)
    reserveCapacity(count)
    // What is next to each other in the text is so among the nodes, as long as it has no parts;
    // and an element with parts is no number.
    for child in (node + 1)..<(node + 1 + count) {
      append(try Element(document, child))
    }
  }

  func written() throws(JSONError.Problem) -> JSONValue {
    var values: [JSONValue] = []
    values.reserveCapacity(count)
    for element in self { values.append(try element.written()) }
    return .array(values)
  }
}

extension Double: JSONNumeric {
  init(_ document: JSONDocument, _ node: Int) throws {
    let kind = document.text.nodes[node].kind
    guard kind == .integer || kind == .real,
      let value = Decimal(document.text.characters(of: node)).double
    else { throw document.mismatch("a number", node) }
    self = value
  }

  func written() throws(JSONError.Problem) -> JSONValue {
    guard let number = JSONNumber(self) else {
      throw .mismatch(expected: "a finite number", got: isNaN ? "NaN" : "\(self)")
    }
    return .number(number)
  }
}

extension Float: JSONNumeric {
  init(_ document: JSONDocument, _ node: Int) throws {
    let kind = document.text.nodes[node].kind
    guard kind == .integer || kind == .real else { throw document.mismatch("a number", node) }
    guard let value = Decimal(document.text.characters(of: node)).float else {
      throw document.mismatch("a number in the range of Float", node)
    }
    self = value
  }

  func written() throws(JSONError.Problem) -> JSONValue {
    guard let number = JSONNumber(self) else {
      throw .mismatch(expected: "a finite number", got: isNaN ? "NaN" : "\(self)")
    }
    return .number(number)
  }
}

extension JSONNumeric where Self: FixedWidthInteger {
  init(_ document: JSONDocument, _ node: Int) throws {
    guard document.text.nodes[node].kind == .integer else {
      throw document.mismatch("an integer", node)
    }
    guard let value = Decimal(document.text.characters(of: node)).integer(Self.self) else {
      throw document.mismatch("an integer from \(Self.min) to \(Self.max)", node)
    }
    self = value
  }

  func written() -> JSONValue { .number(JSONNumber(self)) }
}

extension Int: JSONNumeric {}
extension Int8: JSONNumeric {}
extension Int16: JSONNumeric {}
extension Int32: JSONNumeric {}
extension Int64: JSONNumeric {}
extension Int128: JSONNumeric {}
extension UInt: JSONNumeric {}
extension UInt8: JSONNumeric {}
extension UInt16: JSONNumeric {}
extension UInt32: JSONNumeric {}
extension UInt64: JSONNumeric {}
extension UInt128: JSONNumeric {}
