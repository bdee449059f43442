/// The `data` of a tensor in JSON: flat, or nested as its shape says; a null is no value.
struct TensorElements<Element: Decodable>: Decodable {
  private(set) var values: [Element?] = []
  /// The lengths of the arrays inside one another, from outside in; one for flat data.
  private(set) var shape: [Int] = []

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    try append(&container, depth: 0)
  }

  private mutating func append(
    _ container: inout any UnkeyedDecodingContainer, depth: Int
  ) throws {
    let count = container.count ?? 0
    if shape.count == depth { shape.append(count) }
    guard shape[depth] == count else {
      throw ServiceError(
        400, "data: expected \(shape[depth]) elements at depth \(depth + 1), got \(count)")
    }
    while !container.isAtEnd {
      if var nested = try? container.nestedUnkeyedContainer() {
        // Elements and arrays side by side.
        guard values.isEmpty || shape.count > depth + 1 else { throw Self.mixed }
        try append(&nested, depth: depth + 1)
      } else {
        guard shape.count == depth + 1 else { throw Self.mixed }
        values.append(try container.decodeNil() ? nil : container.decode(Element.self))
      }
    }
  }

  private static var mixed: ServiceError {
    ServiceError(400, "data: expected elements alone or arrays alone, got both side by side")
  }
}
