import StrataJSON

/// A model's answer.
struct InferenceResponse: Sendable {
  let model: String
  let version: String
  let id: String?
  /// Each with whether its elements are wanted in binary.
  let outputs: [(tensor: OutputTensor, isBinary: Bool)]
  /// The rows that it answers.
  let rows: Int

  /// The body, and how many bytes of it are JSON if there are others.
  /// - Throws: ``ServiceError`` for NaN and infinities that are not wanted in binary: JSON has no
  ///   such numbers.
  func encoded() throws(ServiceError) -> (body: [UInt8], headerLength: Int?) {
    var object: JSONObject = ["model_name": .string(model), "model_version": .string(version)]
    if let id { object["id"] = .string(id) }
    var binary: [UInt8] = []
    var list: [JSONValue] = []
    for (tensor, isBinary) in outputs {
      var output: JSONObject = [
        "name": .string(tensor.name), "datatype": .string(tensor.datatype.rawValue),
        "shape": .array(tensor.shape.map { .number(JSONNumber($0)) }),
      ]
      if isBinary {
        let bytes = tensor.binary
        output["parameters"] = .object(["binary_data_size": .number(JSONNumber(bytes.count))])
        binary += bytes
      } else {
        output["data"] = .array(try Self.elements(of: tensor))
      }
      list.append(.object(output))
    }
    object["outputs"] = .array(list)
    let json = JSONWriter.bytes(of: .object(object))
    return outputs.contains { $0.isBinary } ? (json + binary, json.count) : (json, nil)
  }

  private static func elements(of tensor: OutputTensor) throws(ServiceError) -> [JSONValue] {
    switch tensor.values {
    case .texts(let texts): return texts.map { .string($0) }
    case .floats(let floats):
      var numbers: [JSONValue] = []
      numbers.reserveCapacity(floats.count)
      for float in floats {
        guard let number = JSONNumber(float) else {
          throw ServiceError(
            422,
            "output \(tensor.name.shown): element \(numbers.count): JSON cannot hold "
              + "\(float): ask for this output with the parameter binary_data")
        }
        numbers.append(.number(number))
      }
      return numbers
    }
  }
}
