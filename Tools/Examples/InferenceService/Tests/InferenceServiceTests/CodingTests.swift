import Testing

@testable import InferenceService

@Suite struct CodingTests {
  private func request(_ text: String) throws -> InferenceRequest {
    try InferenceRequest(body: Array(text.utf8), headerLength: nil)
  }

  private func error(_ text: String) -> String {
    do {
      _ = try request(text)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsFlatAndNestedAlike() throws {
    let nested = try request(Bodies.array)
    #expect(nested.inputs[0].shape == [2, 2, 3])
    #expect(nested.inputs[0].values == .floats(Bodies.arrayValues))
    let flat = try request(
      #"{"inputs":[{"name":"x","shape":[1,3],"datatype":"INT32","data":[1,-2,3]}]}"#)
    #expect(flat.inputs[0].values == .numbers([1, -2, 3]))
  }

  @Test func readsEachType() throws {
    for type in Datatype.allCases where type != .bytes {
      let read = try request(
        #"{"inputs":[{"name":"x","shape":[2],"datatype":"\#(type.rawValue)","data":[1,100]}]}"#)
      #expect(read.inputs[0].values.count == 2)
      #expect(read.inputs[0].values[1] == 100)
    }
    let texts = try request(Bodies.table).inputs[1]
    #expect(texts.values == .texts(["Oslo", "Bergen"]))
    #expect(try request(Bodies.table).inputs[2].values == .numbers([50.25, nil]))
  }

  @Test func readsBinary() throws {
    let (body, header) = Bodies.binary([1, .nan, -.infinity], shape: [1, 3])
    let read = try InferenceRequest(
      body: body, headerLength: String(header.split(separator: " ")[1]))
    guard case .floats(let values) = read.inputs[0].values else {
      return #expect(Bool(false), "no floats")
    }
    #expect(values.map(\.bitPattern) == [Float(1), .nan, -.infinity].map(\.bitPattern))
    #expect(read.isBinary)
    for (type, bytes, value) in [
      (Datatype.int16, [0xFE, 0xFF], -2.0), (.uint16, [0xFE, 0xFF], 65534), (.int8, [0x80], -128),
      (.uint64, [0, 1, 0, 0, 0, 0, 0, 0], 256), (.fp64, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5),
    ] as [(Datatype, [UInt8], Double)] {
      #expect(try TensorValues(binary: bytes[...], type, count: 1, of: "x") == .numbers([value]))
    }
    #expect(
      try TensorValues(binary: [2, 0, 0, 0, 0xC3, 0xA5, 0, 0, 0, 0], .bytes, count: 2, of: "x")
        == .texts(["å", ""]))
  }

  @Test func writesWhatItReads() throws {
    let tensor = OutputTensor(name: "y", shape: [2], values: .floats([0.1, -3]))
    let label = OutputTensor(name: "label", shape: [1], values: .texts(["å"]))
    let json = InferenceResponse(
      model: "m", version: "1", id: "7", outputs: [(tensor, false), (label, false)], rows: 1)
    let expected = #"""
      {"model_name":"m","model_version":"1","id":"7","outputs":[\#
      {"name":"y","datatype":"FP32","shape":[2],"data":[0.1,-3]},\#
      {"name":"label","datatype":"BYTES","shape":[1],"data":["å"]}]}
      """#
    #expect(try json.encoded().body == Array(expected.utf8))
    let binary = InferenceResponse(
      model: "m", version: "1", id: nil, outputs: [(tensor, true), (label, true)], rows: 1)
    let (body, length) = try binary.encoded()
    let start = try #require(length)
    #expect(
      Array(body[start...]) == Bodies.bytes([0.1, -3]) + [2, 0, 0, 0, 0xC3, 0xA5])
  }

  @Test func namesTheOutputThatJSONCannotHold() {
    let response = InferenceResponse(
      model: "m", version: "1", id: nil,
      outputs: [(OutputTensor(name: "y", shape: [2], values: .floats([1, .nan])), false)], rows: 1)
    #expect(
      throws: ServiceError.self, performing: { try response.encoded() })
    do {
      _ = try response.encoded()
    } catch {
      #expect(error.status == 422)
      #expect(error.description.hasPrefix("output 'y': element 1: JSON cannot hold nan"))
    }
  }

  @Test(arguments: [
    ("", "json: line 1, column 1: expected a value, got the end of the text"),
    ("[]", "json: line 1, column 1: expected an object, got an array"),
    (
      #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP16","data":[1]}]}"#,
      "input 'x': datatype: expected one of FP32, FP64, INT8, INT16, INT32, INT64, UINT8, UINT16, "
        + "UINT32, UINT64, BYTES, got 'FP16'"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]}"#,
      "input 'x': data: expected 2 elements, or nested as [2], got 1"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[0],"datatype":"FP32","data":[]}]}"#,
      "input 'x': shape: expected at least 1 row, got 0"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[]}]}"#,
      "input 'x': shape: expected 1 to 8 lengths from 0 on, got [-1]"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[4294967296,4294967296],"datatype":"FP32","data":[]}]}"#,
      "input 'x': shape: expected a number of elements that can be counted, got "
        + "[4294967296, 4294967296]"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}"#,
      "input 'x': expected either 'data' or 'binary_data_size', got neither"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,[2]]}]}"#,
      "data: expected elements alone or arrays alone, got both side by side"
    ),
    (
      #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1e39]}]}"#,
      "json: line 1, column 62, inputs[0].data[0]: expected a number in the range of Float, got 1e39"
    ),
    (
      #"{"inputs":[{"name":"x","name":"y","shape":[1],"datatype":"FP32","data":[1]}]}"#,
      "json: line 1, column 24, inputs[0]: duplicate key 'name'"
    ),
  ]) func saysWhatIsWrong(text: String, message: String) {
    #expect(error(text) == message)
  }

  @Test(arguments: ["-1", "+1", "1e3", "", " 1", "99999999999999999999", "100"])
  func refusesHeaderLengths(text: String) {
    #expect(throws: ServiceError.self) {
      try InferenceRequest(body: Array(Bodies.table.utf8.prefix(50)), headerLength: text)
    }
  }
}
