import Strata
import StrataJSON
import Testing

/// `modeltool new`: what a network file says is what the model does.
@Suite struct NewTests {
  @Test func saysNothingAndWritesAModel() throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [3], "layers": [{"dense": {"units": 2}}]}"#)
    let run = try folder.succeed("new --network net.json --output m.strata")
    #expect(run.text == "" && run.errors == "")
    #expect(try folder.names == ["m.strata", "net.json"])
  }

  @Test func givenWeightsAreTakenAsTheyAre() throws {
    let folder = try Folder()
    // (1, 2)·W + b = (1 + 6 + 0.5, 2 + 8 − 1) = (7.5, 9); relu keeps both; then 7.5 − 2 · 9 = −10.5.
    try folder.put(
      "net.json",
      """
      {"input": [2], "layers": [
        {"dense": {"units": 2, "activation": "relu", "weight": [[1, 2], [3, 4]],
                   "bias": [0.5, -1]}},
        {"dense": {"units": 1, "weight": [[1], [-2]], "bias": false}}]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    // (−1, 0): (−0.5, −3) becomes (0, 0).
    let run = try folder.succeed("predict m.strata --data -", input: "a,b\n1,2\n-1,0\n")
    #expect(run.text == "output_1\n-10.5\n0.0\n")
  }

  @Test func theSeedDecidesTheFirstWeights() throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [3], "layers": [{"dense": {"units": 2}}]}"#)
    for (seed, name) in [("1", "a"), ("1", "b"), ("2", "c")] {
      try folder.succeed("new --network net.json --seed \(seed) --output \(name)")
    }
    #expect(try folder.bytes("a") == folder.bytes("b"))
    #expect(try folder.bytes("a") != folder.bytes("c"))
  }

  @Test func readsTheNetworkFromStandardInputAndWritesToStandardOutput() throws {
    let folder = try Folder()
    let network = #"{"input": [2, 2], "layers": ["flatten", {"dense": {"units": 2}}]}"#
    let run = try folder.succeed("new --network - --output -", input: network)
    try folder.put("m.strata", run.output)
    let inspection = try folder.succeed("inspect m.strata")
    #expect(inspection.text.contains("flatten1 (flatten)  [batch, 4]"))
    #expect(try folder.names == ["m.strata"])
  }

  @Test func everyLayerOfTheIssueCanStandInANetworkFile() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"input": [2, 2], "layers": [
        {"rescaling": {"scale": 0.5, "offset": 1}}, "flatten", {"name": "mine", "dense":
        {"units": 6, "activation": {"leakyReLU": {"slope": 0.2}}}}, {"reshape": {"shape": [2, 3]}},
        "flatten", {"dropout": {"rate": 0.5}}, "normalization",
        {"dense": {"units": 2, "activation": "tanh", "weightInitializer": "heNormal"}},
        {"activation": {"function": "softmax"}}]}
      """)
    let run = try folder.run("new --network net.json --output m.strata")
    #expect(run.code == 0, "\(run.errors)")
    let json = try folder.json("inspect m.strata --json")
    let names = json["layers"]?.array?.compactMap { $0["name"]?.string }
    #expect(
      names == [
        "rescaling1", "flatten1", "mine", "reshape1", "flatten2", "dropout1", "normalization1",
        "dense2", "activation1",
      ])
  }
}

extension Folder {
  /// The JSON object that a run prints.
  func json(
    _ line: String, input: String = "", _ location: SourceLocation = #_sourceLocation
  ) throws -> JSONValue {
    try JSONReader.value(from: succeed(line, input: input, location).output)
  }

  /// A model file, read by the library.
  func model(_ name: String) throws -> ModelFile {
    try ModelFile(path: path + "/" + name, plugins: .standard)
  }
}
