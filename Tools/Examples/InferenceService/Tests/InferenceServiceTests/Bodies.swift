/// Bodies of the protocol as a client writes them.
enum Bodies {
  static let table = """
    {"id":"7","inputs":[{"name":"age","shape":[2],"datatype":"FP32","data":[41,23.5]},\
    {"name":"city","shape":[2],"datatype":"BYTES","data":["Oslo","Bergen"]},\
    {"name":"income","shape":[2],"datatype":"FP64","data":[50.25,null]}]}
    """
  static let array = """
    {"inputs":[{"name":"input","shape":[2,2,3],"datatype":"FP32",\
    "data":[[[1,2,3],[4,5,6]],[[-1,0.1,1e-3],[0,0,1e10]]]}]}
    """
  static let arrayValues: [Float] = [1, 2, 3, 4, 5, 6, -1, 0.1, 1e-3, 0, 0, 1e10]

  static func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
    }
  }

  static func floats(_ bytes: some Collection<UInt8>) -> [Float] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
  }

  /// A request in binary for an array, its outputs in binary too.
  static func binary(
    _ values: [Float], shape: [Int], size: Int? = nil
  ) -> (body: [UInt8], header: String) {
    let json = Array(
      """
      {"parameters":{"binary_data_output":true},"inputs":[{"name":"input","shape":\(shape),\
      "datatype":"FP32","parameters":{"binary_data_size":\(size ?? 4 * values.count)}}]}
      """.utf8)
    return (json + bytes(values), "Inference-Header-Content-Length: \(json.count)")
  }
}
