/// A tensor of a request.
struct InputTensor: Sendable {
  let name: String
  let shape: [Int]
  let values: TensorValues

  /// The rows: the first length.
  var rows: Int { shape[0] }
}

extension InputTensor {
  /// A tensor as the JSON of a request has it: with its elements, or with the number of bytes that they
  /// take behind the JSON.
  struct Header: Decodable {
    let name: String
    let shape: [Int]
    let datatype: Datatype
    let count: Int
    /// The elements, if they stand in the JSON.
    let values: TensorValues?
    /// How many bytes they take, if they stand behind it.
    let byteCount: Int?

    private enum Keys: String, CodingKey { case name, shape, datatype, data, parameters }
    private struct Parameters: Decodable { let binary_data_size: Int? }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      name = try container.decode(String.self, forKey: .name)
      datatype = try Datatype(
        named: container.decode(String.self, forKey: .datatype), of: name)
      shape = try container.decode([Int].self, forKey: .shape)
      count = try Self.count(shape, of: name)
      byteCount = try container.decodeIfPresent(Parameters.self, forKey: .parameters)?
        .binary_data_size
      let hasData = container.contains(.data)
      guard hasData != (byteCount != nil) else {
        throw ServiceError(
          400,
          "input \(name.shown): expected either 'data' or 'binary_data_size', got "
            + (hasData ? "both" : "neither"))
      }
      values = hasData ? try Self.values(container, datatype, shape, count, name) : nil
    }

    private static func count(_ shape: [Int], of name: String) throws(ServiceError) -> Int {
      guard let rows = shape.first, shape.count <= 8, shape.allSatisfy({ $0 >= 0 }) else {
        throw ServiceError(
          400,
          "input \(name.shown): shape: expected 1 to 8 lengths from 0 on, got "
            + (shape.count <= 8 ? "\(shape)" : "\(shape.count)"))
      }
      guard rows > 0 else {
        throw ServiceError(400, "input \(name.shown): shape: expected at least 1 row, got 0")
      }
      var count = 1
      for length in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow else {
          throw ServiceError(
            400,
            "input \(name.shown): shape: expected a number of elements that can be counted, "
              + "got \(shape)")
        }
        count = product
      }
      return count
    }

    /// Flat data in one go, as most requests have it; everything else element by element.
    private static func values(
      _ container: KeyedDecodingContainer<Keys>, _ type: Datatype, _ shape: [Int], _ count: Int,
      _ name: String
    ) throws -> TensorValues {
      func elements<T: Decodable>(_: T.Type) throws -> [T?] {
        if let flat = try? container.decode([T].self, forKey: .data) {
          try check([flat.count], shape, count, name)
          return flat
        }
        let elements = try container.decode(TensorElements<T>.self, forKey: .data)
        try check(elements.shape, shape, count, name)
        return elements.values
      }
      func integers<T: FixedWidthInteger & Decodable>(_: T.Type) throws -> TensorValues {
        .numbers(try elements(T.self).map { $0.map { Double($0) } })
      }
      switch type {
      case .fp32:
        if let flat = try? container.decode([Float].self, forKey: .data) {
          try check([flat.count], shape, count, name)
          return .floats(flat)
        }
        let floats = try elements(Float.self)
        let present = floats.compactMap { $0 }
        return present.count == floats.count
          ? .floats(present) : .numbers(floats.map { $0.map { Double($0) } })
      case .fp64: return .numbers(try elements(Double.self))
      case .int8: return try integers(Int8.self)
      case .int16: return try integers(Int16.self)
      case .int32: return try integers(Int32.self)
      case .int64: return try integers(Int64.self)
      case .uint8: return try integers(UInt8.self)
      case .uint16: return try integers(UInt16.self)
      case .uint32: return try integers(UInt32.self)
      case .uint64: return try integers(UInt64.self)
      case .bytes: return .texts(try elements(String.self))
      }
    }

    private static func check(
      _ got: [Int], _ shape: [Int], _ count: Int, _ name: String
    ) throws(ServiceError) {
      guard got == shape || got == [count] else {
        throw ServiceError(
          400,
          "input \(name.shown): data: expected \(count) elements, or nested as \(shape), got "
            + (got.count == 1 ? "\(got[0])" : "\(got)"))
      }
    }
  }
}
