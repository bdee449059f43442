import StrataBytes
import StrataJSON
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

@testable import StrataFile

/// The sample files that hold networks.
@Suite struct ModelVectorTests {
  static let plugins: PluginRegistry = {
    (try? PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all))
      ?? PluginRegistry()
  }()

  private func model(_ path: String, _ plugins: PluginRegistry = plugins) throws -> ModelFile {
    try ModelFile(try Vector.at(path).reader, plugins: plugins)
  }

  private static let networks = Vector.all(in: "valid").map(\.path)
    .filter { $0.contains("/network") }

  @Test(arguments: networks)
  func aNetworkComputesWhatTheGeneratorComputed(_ path: String) throws {
    let vector = try Vector.at(path)
    let file = try ModelFile(vector.reader, plugins: Self.plugins)
    #expect(file.model.isKnown)
    let container = try vector.reader.container()
    let golden = container.tensors.filter { $0.role == .golden }
    if path.hasSuffix("bare.strata") { return #expect(golden.isEmpty) }
    let inputs = try file.model.architecture.inputs.map { input in
      try #require(golden.first { $0.name == "golden.input.\(input.name)" })
    }
    let outputs = try file.model.architecture.outputs.map { output in
      try #require(golden.first { $0.name == "golden.output.\(output)" })
    }
    let results = try Predictor(file.model).predict(inputs.map(values))
    for (result, output) in zip(results, outputs) {
      #expect(result.shape.array == output.dimensions)
      if path.contains("other-arithmetic") {
        for (got, expected) in zip(result.elements, output.floats) {
          #expect((got - expected).magnitude <= 1e-5 + 1e-4 * expected.magnitude)
        }
      } else {
        #expect(result.elements.map(\.bitPattern) == output.floats.map(\.bitPattern))
      }
    }
  }

  private func values(_ record: TensorRecord) throws -> Tensor<Float> {
    let numbers =
      record.dtype == .i32
      ? record.floats.map { Float(Int32(bitPattern: $0.bitPattern)) } : record.floats
    return try Tensor(shape: Shape(record.dimensions), elements: numbers)
  }

  @Test(arguments: networks)
  func aNetworkIsVerified(_ path: String) throws {
    let verification = try Verification(Vector.at(path).reader, plugins: Self.plugins)
    // The generator's numbers are exact under any rules; whether they are the same ones decides what
    // is promised.
    let isSame = Int(verification.arithmeticVersion) == KernelSet.arithmeticVersion
    switch verification.golden {
    case .held(let rows, .exact):
      #expect(rows == (path.contains("graph") ? 3 : 4) && isSame)
    case .held(_, .close(let difference)):
      #expect(!isSame && (difference > 0) == path.contains("other"))
    case .none:
      #expect(path.contains("bare"))
    default:
      Issue.record("\(verification.golden)")
    }
  }

  @Test func theWholeNetworkIsRead() throws {
    let file = try model("valid/v1.0/network.strata")
    #expect(file.model.parameters.map(\.name).count == 4)
    #expect(file.optimizerState.count == 8)
    let state = try #require(file.state)
    #expect(state.loss.kind == "softmaxCrossEntropy" && state.optimizer.kind == "adam")
    #expect(state.epoch == 2 && state.step == 6 && state.history.count == 2 && state.seed == 7)
    #expect(file.model.metadata["note"] == "für Elise" && file.model.metadata.count == 3)
    guard case .classes(let target) = file.model.preparation?.target else {
      Issue.record("no classes")
      return
    }
    #expect(target.labels == ["nein", "ja, sehr"])
    #expect(file.model.preparation?.target != nil)
  }

  /// What was read and not changed keeps the bytes of every section.
  @Test(arguments: networks)
  func savedAgainItSaysTheSame(_ path: String) throws {
    let vector = try Vector.at(path)
    let saved = try ModelFile(vector.reader, plugins: Self.plugins).encoded()
    let again = try StrataReader(saved, name: "again")
    for section in try vector.reader.sections.dropFirst(2) {
      #expect(again.section(section.type) == (try vector.reader.section(section.type)))
    }
    if !path.contains("bare") && !path.contains("other") {
      #expect(
        again.tensors.prefix(4).map(\.digest) == (try vector.reader.tensors.prefix(4).map(\.digest))
      )
    }
  }

  private static let unknown = Vector.all(in: "newer").filter {
    $0.path.hasPrefix("newer/plugin-")
  }

  @Test(arguments: unknown)
  func unknownPluginsAreKeptAndNamed(_ vector: Vector) throws {
    let reader = try vector.reader
    let file = try ModelFile(reader, plugins: Self.plugins)
    let again = try StrataReader(try file.encoded(), name: "again")
    #expect(again.contentHash == reader.contentHash)
    #expect(again.sections.map(\.type) == reader.sections.map(\.type))
    for section in reader.sections.dropFirst(2) {
      #expect(again.section(section.type) == reader.section(section.type))
    }
    #expect(again.tensors.map(\.digest) == reader.tensors.map(\.digest))
    #expect(try ModelDifference(reader, again).isSame)
    guard vector.expected["running"] != nil else {
      _ = try Predictor(file.model)
      if vector.expected["runs"] == true { return }
      // Going on with the training says what is missing.
      let error = #expect(throws: PluginError.self) { try file.state?.loss.plugin }
      for word in vector.words("training") {
        #expect("\(error.map { "\($0)" } ?? "")".contains(word))
      }
      return
    }
    #expect(!file.model.isKnown)
    let error = #expect(throws: ModelError.self) { try Predictor(file.model) }
    for word in vector.words("running") {
      let message = "\(error.map { "\($0)" } ?? "")"
      #expect(message.contains(word) || message.printable.contains(word), "\(message)")
    }
  }

  @Test func anUnknownKeyOfANewerFileIsIgnored() throws {
    let vector = try Vector.at("newer/unknown-keys.strata")
    let file = try ModelFile(vector.reader, plugins: Self.plugins)
    let golden = try vector.reader.container().tensors.filter { $0.role == .golden }
    let result = try Predictor(file.model).predict([values(golden[0])])
    #expect(result[0].elements == golden[1].floats)
    // They are not written again: what they meant may be wrong then.
    let saved = try StrataReader(try file.encoded(), name: "saved")
    #expect(saved.version == FileVersion(major: 1, minor: 0))
    #expect(
      saved.section(.architecture)
        == (try Vector.at("valid/v1.0/network.strata").reader.section(.architecture)))
    // The same keys in a file of this version are refused.
    let container = try vector.reader.container()
    let plain = try StrataReader(try container.encoded(), name: "plain")
    let error = #expect(throws: ModelFileError.self) {
      try ModelFile(plain, plugins: Self.plugins)
    }
    #expect(error?.description.contains("unknown key") == true)
  }

  @Test(arguments: Vector.all(in: "unusable"))
  func whatIsNoNetworkIsRefused(_ vector: Vector) throws {
    let reader = try vector.reader
    try reader.verify()
    let error = #expect(throws: ModelFileError.self) {
      let file = try ModelFile(reader, plugins: Self.plugins)
      _ = try file.model.signature()
      try file.checkGoldenVectors()
    }
    let message = error?.description ?? ""
    for word in vector.words("words") { #expect(message.contains(word), "\(message)") }
    #expect(message.hasPrefix("m.strata: ") && !message.contains("\n"), "\(message)")
  }
}
