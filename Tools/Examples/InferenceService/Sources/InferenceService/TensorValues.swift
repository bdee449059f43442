import StrataServing

/// The elements of a tensor, row by row.
enum TensorValues: Equatable {
  case floats([Float])
  /// Every other type of numbers; nil is no value.
  case numbers([Double?])
  /// nil is no value.
  case texts([String?])

  var count: Int {
    switch self {
    case .floats(let values): values.count
    case .numbers(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// An element as a value of a column.
  subscript(index: Int) -> InputValue {
    switch self {
    case .floats(let values): .number(Double(values[index]))
    case .numbers(let values): values[index].map { .number($0) } ?? .missing
    case .texts(let values): values[index].map { .text($0) } ?? .missing
    }
  }
}

extension TensorValues {
  /// Reads elements as they stand in a body behind its JSON: little-endian; a text is its length in 4
  /// bytes and its bytes.
  /// - Throws: ``ServiceError`` unless they are just `count` elements.
  init(
    binary bytes: ArraySlice<UInt8>, _ type: Datatype, count: Int, of name: String
  ) throws(ServiceError) {
    guard let size = type.size else {
      self = .texts(try Self.texts(bytes, count: count, of: name))
      return
    }
    let (expected, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes.count == expected else {
      throw ServiceError(
        400,
        "input \(name.shown): binary_data_size: expected \(count) elements of \(size) bytes, "
          + "got \(bytes.count) bytes")
    }
    func all<T: BitwiseCopyable, Value>(_: T.Type, _ value: (T) -> Value) -> [Value] {
      unsafe bytes.withUnsafeBytes { raw in
        (0..<count).map { unsafe value(raw.loadUnaligned(fromByteOffset: $0 * size, as: T.self)) }
      }
    }
    self =
      switch type {
      case .fp32: .floats(all(UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) })
      case .fp64: .numbers(all(UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) })
      case .int8: .numbers(all(Int8.self) { Double($0) })
      case .int16: .numbers(all(Int16.self) { Double(Int16(littleEndian: $0)) })
      case .int32: .numbers(all(Int32.self) { Double(Int32(littleEndian: $0)) })
      case .int64: .numbers(all(Int64.self) { Double(Int64(littleEndian: $0)) })
      case .uint8: .numbers(all(UInt8.self) { Double($0) })
      case .uint16: .numbers(all(UInt16.self) { Double(UInt16(littleEndian: $0)) })
      case .uint32: .numbers(all(UInt32.self) { Double(UInt32(littleEndian: $0)) })
      case .uint64: .numbers(all(UInt64.self) { Double(UInt64(littleEndian: $0)) })
      case .bytes: .texts([])
      }
  }

  private static func texts(
    _ bytes: ArraySlice<UInt8>, count: Int, of name: String
  ) throws(ServiceError) -> [String?] {
    var rest = bytes
    var texts: [String?] = []
    while !rest.isEmpty {
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      guard texts.count < count, rest.count >= 4, rest.count - 4 >= length else {
        throw ServiceError(
          400,
          "input \(name.shown): element \(texts.count): expected \(count) texts, each its "
            + "length in 4 bytes and its bytes, got \(bytes.count) bytes that are something else")
      }
      guard let text = String(validating: rest.dropFirst(4).prefix(length), as: UTF8.self) else {
        throw ServiceError(400, "input \(name.shown): element \(texts.count): expected UTF-8")
      }
      texts.append(text)
      rest = rest.dropFirst(4 + length)
    }
    guard texts.count == count else {
      throw ServiceError(
        400, "input \(name.shown): expected \(count) texts, got \(texts.count)")
    }
    return texts
  }
}
