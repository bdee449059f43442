import StrataFile
import StrataModel
import StrataPredict
import Testing

/// A predictor from a file or its bytes.
@Suite struct PredictorFileTests {
  @Test func aFileItsBytesAndItsModelPredictAlike() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      let model = try model(seed: 4)
      let file = ModelFile(model)
      try file.write(to: path)
      let expected = try Predictor(model).predict(sample(3))
      #expect(try Predictor(path: path).predict(sample(3)) == expected)
      let bytes = try file.encoded()
      let predictor = try Predictor(bytes: bytes, checkingGoldenVectors: true)
      #expect(try predictor.predict(sample(3)) == expected)
      #expect(predictor.interface == (try Predictor(model).interface))
    }
  }

  @Test func whatIsNoModelIsRefused() throws {
    let error = #expect(throws: ModelFileError.self) {
      try Predictor(bytes: [1, 2, 3], name: "fraud.strata")
    }
    #expect(error?.description.hasPrefix("fraud.strata: ") == true)
    let missing = #expect(throws: ModelFileError.self) { try Predictor(path: "/nowhere/m.strata") }
    #expect(missing?.description == "/nowhere/m.strata: no such file")
    // A layer that nobody has registered can be kept, not run.
    let bytes = try ModelFile(Model(input: [4]) { Strict() }).encoded()
    let unknown = #expect(throws: ModelFileError.self) { try Predictor(bytes: bytes) }
    #expect(unknown?.description.contains("strict") == true)
  }
}
