import Glibc
import StrataFile
import StrataLayers
import StrataModel
import StrataPlugin
import StrataPredict
import Testing

/// A predictor from a file or its bytes.
@Suite struct PredictorFileTests {
  private static func model() throws -> Model {
    try Model(input: [4], seed: 4) {
      Dense(8, activation: .tanh)
      Dense(2)
    }
  }

  @Test func aFileItsBytesAndItsModelPredictAlike() throws {
    let path = "/tmp/strata-\(UInt64.random(in: 0 ... .max)).strata"
    defer { unsafe unlink(path) }
    let file = ModelFile(try Self.model())
    try file.write(to: path)
    let sample: [Float] = [1, -0.5, 0.25, 2]
    let expected = try Predictor(file.model).predict(sample)
    #expect(try Predictor(path: path).predict(sample) == expected)
    let predictor = try Predictor(bytes: file.encoded(), checkingGoldenVectors: true)
    #expect(try predictor.predict(sample) == expected)
    #expect(predictor.interface == (try Predictor(file.model).interface))
  }

  @Test func whatIsNoModelIsRefused() throws {
    let error = #expect(throws: ModelFileError.self) {
      try Predictor(bytes: [1, 2, 3], name: "fraud.strata")
    }
    #expect(error?.description.hasPrefix("fraud.strata: ") == true)
    let missing = #expect(throws: ModelFileError.self) { try Predictor(path: "/nowhere/m.strata") }
    #expect(missing?.description == "/nowhere/m.strata: no such file")
    // A layer that nobody has registered can be kept, not run.
    let bytes = try ModelFile(Self.model()).encoded()
    let unknown = #expect(throws: ModelFileError.self) {
      try Predictor(bytes: bytes, plugins: PluginRegistry())
    }
    #expect(unknown?.description.contains("dense") == true)
  }

  @Test func anotherInterfaceIsRefused() throws {
    let predictor = try Predictor(Self.model())
    try predictor.check(interface: predictor.interface.description, name: "m.strata")
    let error = #expect(throws: RefusedModelError.self) {
      try predictor.check(
        interface: "input \"input\": [4]\noutput \"dense2\": [3]\n", name: "m.strata")
    }
    #expect(
      error?.description == "m.strata: the interface is another: - output \"dense2\": [3]; "
        + "+ output \"dense2\": [2]")
  }
}
