import StrataJSON

/// What is asked of a model: the JSON of the Open Inference Protocol 2, with the elements of its
/// tensors in it or, by the binary tensor extension, behind it.
struct InferenceRequest: Sendable {
  /// An output that is wanted.
  struct Output: Hashable {
    let name: String
    /// Whether its elements are wanted in binary.
    let isBinary: Bool
  }

  /// Comes back in the reply.
  let id: String?
  let inputs: [InputTensor]
  /// nil: all of them.
  let outputs: [Output]?
  /// Whether outputs that are not named are wanted in binary.
  let isBinary: Bool

  /// How deep a request may be nested: the tensors of one have at most 8 axes.
  private static let options = JSONReader.Options(maximumDepth: 16, unknownKeys: .ignore)

  /// Reads a body.
  /// - Parameter headerLength: The bytes of JSON, as the header `Inference-Header-Content-Length` says;
  ///   nil if there are no others.
  /// - Throws: ``ServiceError``.
  init(body: [UInt8], headerLength: String?) throws(ServiceError) {
    let length = try Self.length(headerLength, body.count)
    let header: Header
    do {
      header = try JSONReader.decode(
        Header.self, from: length == body.count ? body : Array(body[..<length]),
        options: Self.options)
    } catch let error as ServiceError {
      throw error
    } catch {
      throw ServiceError(400, "\(error)")
    }
    var rest = body[length...]
    var inputs: [InputTensor] = []
    for input in header.inputs {
      if let values = input.values {
        inputs.append(InputTensor(name: input.name, shape: input.shape, values: values))
        continue
      }
      let size = input.byteCount ?? 0
      guard size >= 0, size <= rest.count else {
        throw ServiceError(
          400,
          "input \(input.name.shown): binary_data_size: expected 0 to \(rest.count), the bytes "
            + "that are left of the body, got \(size)")
      }
      let values = try TensorValues(
        binary: rest.prefix(size), input.datatype, count: input.count, of: input.name)
      inputs.append(InputTensor(name: input.name, shape: input.shape, values: values))
      rest = rest.dropFirst(size)
    }
    guard rest.isEmpty else {
      throw ServiceError(
        400, "body: expected it to end with the last tensor, got \(rest.count) bytes")
    }
    id = header.id
    self.inputs = inputs
    outputs = header.outputs?.map { output in
      Output(
        name: output.name,
        isBinary: output.parameters?.binary_data ?? header.parameters?.binary_data_output ?? false)
    }
    isBinary = header.parameters?.binary_data_output ?? false
  }

  private static func length(_ header: String?, _ count: Int) throws(ServiceError) -> Int {
    guard let header else { return count }
    guard header.utf8.allSatisfy({ (48...57).contains($0) }), let length = Int(header),
      length <= count
    else {
      throw ServiceError(
        400,
        "Inference-Header-Content-Length: expected 0 to \(count), the length of the body, got "
          + header.shown)
    }
    return length
  }

  private struct Header: Decodable {
    struct Output: Decodable {
      struct Parameters: Decodable { let binary_data: Bool? }
      let name: String
      let parameters: Parameters?
    }
    struct Parameters: Decodable { let binary_data_output: Bool? }

    let id: String?
    let parameters: Parameters?
    let inputs: [InputTensor.Header]
    let outputs: [Output]?
  }
}
