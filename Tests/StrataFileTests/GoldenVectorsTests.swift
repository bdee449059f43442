import StrataLayers
import StrataModel
import StrataTensor
import Testing

@testable import StrataFile

/// A saved input and the output that it must give.
@Suite struct GoldenVectorsTests {
  @Test func areWrittenAndHold() throws {
    let bytes = try trainedFile().encoded()
    let file = try modelFile(bytes)
    let vectors = try #require(try file.goldenVectors())
    #expect(vectors.rows == 4 && vectors.arithmeticVersion == KernelSet.arithmeticVersion)
    #expect(vectors.inputs.map(\.shape) == [[4, 5]] && vectors.outputs.map(\.shape) == [[4, 3]])
    #expect(
      vectors.inputs[0].elements.allSatisfy { $0 >= -2 && $0 < 2 && $0 * 8 == ($0 * 8).rounded() })
    #expect(Set(vectors.inputs[0].elements).count > 8)
    #expect(try Predictor(file.model).predict(vectors.inputs) == vectors.outputs)
    #expect(try file.checkGoldenVectors() == .exact)
    let reader = try StrataReader(bytes, name: "m.strata")
    #expect(
      reader.tensors.suffix(2).map(\.name) == ["golden.input.input", "golden.output.dense2"])
  }

  @Test func anotherNetworkDoesNotPass() throws {
    var container = try trainedFile().container()
    let index = try #require(container.tensors.firstIndex { $0.name == "dense1.weight" })
    // The highest bit of a mantissa, as a careless program might have left it: every checksum holds.
    container.tensors[index].bytes[2] ^= 0x40
    let file = try modelFile(container.encoded())
    let error = #expect(throws: ModelFileError.self) { try file.checkGoldenVectors() }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("m.strata: golden vectors: output 'dense2', row 0, number 0: expected "))
    #expect(text.hasSuffix(", which must be the same to the last bit"))
    try withFolder { folder in
      try container.write(to: folder + "/m.strata")
      let plugins = try plugins()
      _ = try Model(path: folder + "/m.strata", plugins: plugins)
      #expect(throws: ModelFileError.self) {
        try Model(path: folder + "/m.strata", plugins: plugins, checkingGoldenVectors: true)
      }
    }
  }

  @Test func underOtherRulesTheyAreClose() throws {
    var container = try trainedFile().container()
    let last = container.tensors.count - 1
    let exact = container.tensors[last].floats
    func outcome(_ change: Float, version: UInt32) throws -> GoldenVectors.Outcome? {
      var outputs = exact
      outputs[4] += change
      container.tensors[last].bytes = bytes(outputs.map(\.bitPattern))
      container.arithmeticVersion = version
      return try modelFile(container.encoded()).checkGoldenVectors()
    }
    let now = UInt32(KernelSet.arithmeticVersion)
    #expect(try outcome(0, version: now) == .exact)
    #expect(throws: ModelFileError.self) { try outcome(1e-6, version: now) }
    guard case .close(let difference) = try outcome(5e-6, version: now + 1) else {
      Issue.record("expected an outcome that is close")
      return
    }
    #expect(difference > 4e-6 && difference < 6e-6)
    let error = #expect(throws: ModelFileError.self) { try outcome(0.01, version: now + 1) }
    #expect(
      error?.description.hasSuffix(
        "under other rules of arithmetic (version \(now + 1) there, \(now) here)") == true)
  }

  @Test func stayAsTheyAreWhileTheNetworkDoes() throws {
    var container = try trainedFile().container()
    let last = container.tensors.count - 1
    // Of an older program, say.
    container.arithmeticVersion = 7
    container.tensors[last].bytes[0] ^= 1
    let golden = container.tensors[last]
    var file = try modelFile(container.encoded())
    file.model.metadata["title"] = "other"
    var written = try file.container()
    #expect(written.tensors.last == golden && written.arithmeticVersion == 7)
    // New weights give new vectors, by the rules of this program.
    try file.model.setParameter("dense2.bias", to: Tensor([1, 2, 3]))
    written = try file.container()
    #expect(written.tensors.last?.name == golden.name && written.tensors.last != golden)
    #expect(written.arithmeticVersion == UInt32(KernelSet.arithmeticVersion))
    #expect(try modelFile(written.encoded()).checkGoldenVectors() == .exact)
    file.writesGoldenVectors = false
    #expect(try file.container().tensors.allSatisfy { $0.role != .golden })
  }

  @Test func wholeNumbersIn() throws {
    let model = try Model(input: [6], dtype: .int32, seed: 1) {
      Embedding(2, units: 3)
      Flatten()
      Dense(2)
    }
    let bytes = try ModelFile(model).encoded()
    let vectors = try #require(try modelFile(bytes).goldenVectors())
    #expect(Set(vectors.inputs[0].elements) == [0, 1])
    let reader = try StrataReader(bytes, name: "m.strata")
    let index = try #require(reader.index(ofTensor: "golden.input.input"))
    #expect(reader.tensors[index].dtype == .i32)
    #expect(try modelFile(bytes).checkGoldenVectors() == .exact)
    // A list of one word has no place 1.
    let one = try Model(input: [6], dtype: .int32, seed: 1) { Embedding(1, units: 3) }
    let zeros = try #require(GoldenVectors(of: one))
    #expect(zeros.inputs[0].elements.allSatisfy { $0 == 0 })
  }

  @Test func largeSamplesHaveFewerRowsAndHugeOnesNone() throws {
    let large = try Model(input: [40_000], seed: 1) { Dense(1) }
    #expect(try #require(GoldenVectors(of: large)).rows == 1)
    let huge = try Model(input: [1 << 40], seed: 1) { Flatten() }
    #expect(GoldenVectors(of: huge) == nil)
    let open = try Architecture(
      inputs: [.init("x", ValueType(.float32, [.batch, .symbol("length"), 3]))],
      nodes: [Node("dense1", AnyLayer(Dense(2)), inputs: [Edge("x")])], outputs: [Edge("dense1")])
    #expect(GoldenVectors(of: try Model(open)) == nil)
  }

  @Test(arguments: [
    ("expected the tensor 'golden.output.dense2', got none", 0),
    ("expected 2 tensors, got 1", 1), ("expected 2 tensors, got 3", 2),
    ("expected as many rows in each, got 4, 3", 3),
    ("'golden.output.dense2': expected rows of f32 or i32, got f16 [12]", 4),
    ("'golden.output.dense2': expected rows of f32 or i32, got f32 []", 5),
    ("output 'dense2': expected [4, 1, 3], got [4, 3]", 6),
  ])
  func whatDoesNotFitIsNamed(_ reason: String, _ change: Int) throws {
    var container = try trainedFile().container()
    let last = container.tensors.count - 1
    switch change {
    case 0: container.tensors[last].name = "golden.output.dense3"
    case 1: container.tensors.removeLast()
    case 2: container.tensors.append(tensor("golden.output.more", [1], role: .golden))
    case 3:
      container.tensors[last].dimensions = [3, 4]
    case 4:
      container.tensors[last] = TensorRecord(
        name: "golden.output.dense2", role: .golden, dtype: .f16, dimensions: [12],
        bytes: [UInt8](repeating: 0, count: 24))
    case 5: container.tensors[last] = tensor("golden.output.dense2", [1], [], role: .golden)
    default: container.tensors[last].dimensions = [4, 1, 3]
    }
    let file = try modelFile(container.encoded())
    let error = #expect(throws: ModelFileError.self) { try file.checkGoldenVectors() }
    #expect(error?.description == "m.strata: golden vectors: \(reason)")
  }
}
