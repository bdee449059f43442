/// The type of a tensor's elements, as the protocol names it.
enum Datatype: String, CaseIterable {
  case fp32 = "FP32"
  case fp64 = "FP64"
  case int8 = "INT8"
  case int16 = "INT16"
  case int32 = "INT32"
  case int64 = "INT64"
  case uint8 = "UINT8"
  case uint16 = "UINT16"
  case uint32 = "UINT32"
  case uint64 = "UINT64"
  case bytes = "BYTES"

  /// The bytes of an element in binary; nil for texts, which have each its own.
  var size: Int? {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .fp32, .int32, .uint32: 4
    case .fp64, .int64, .uint64: 8
    case .bytes: nil
    }
  }

  /// - Throws: ``ServiceError`` for a type that is not served.
  init(named name: String, of tensor: String) throws(ServiceError) {
    guard let type = Datatype(rawValue: name) else {
      let known = Datatype.allCases.map(\.rawValue).joined(separator: ", ")
      throw ServiceError(
        400, "input \(tensor.shown): datatype: expected one of \(known), got \(name.shown)")
    }
    self = type
  }
}
