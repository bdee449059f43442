import Foundation
import Strata
import Testing

/// Weights of others in, weights for others out.
@Suite struct ConvertTests {
  private static let vectors = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "StrataExchangeTests/Vectors")

  /// A folder with a file of weights and an untrained model of their network.
  private func folder(_ name: String) throws -> Folder {
    let folder = try Folder()
    for file in ["\(name).safetensors", "\(name).npz"] {
      try folder.put(file, Array(try Data(contentsOf: Self.vectors.appending(path: file))))
    }
    let network = try Self.network(name)
    try folder.put(
      "net.json", JSONWriter.bytes(of: try #require(network["architecture"])))
    try folder.succeed("new --network net.json --output m.strata")
    return folder
  }

  private static func network(_ name: String) throws -> JSONValue {
    let bytes = Array(try Data(contentsOf: vectors.appending(path: "networks.json")))
    return try #require(try JSONReader.value(from: bytes)["networks"]?[name])
  }

  private func floats(_ value: JSONValue?) throws -> [Float] {
    try #require(value?.array).map { try #require($0.number?.float) }
  }

  @Test func weightsAloneGoThereAndBack() throws {
    let folder = try folder("norms")
    let run = try folder.succeed("convert norms.safetensors w.strata")
    #expect(run.text == "15 tensors, 1,240 bytes\n" && run.errors == "")
    try folder.succeed("convert w.strata back.safetensors")
    #expect(try folder.bytes("back.safetensors") == folder.bytes("norms.safetensors"))
    try folder.succeed("verify w.strata")

    let archive = try folder.succeed("convert w.strata w.npz")
    #expect(
      archive.errors == "modeltool: left out: 1 note, for which .npz has no place\n")
    try folder.succeed("convert w.npz w2.strata")
    try folder.succeed("convert norms.npz w3.strata")
    let names = { (path: String) in
      try Set(StrataReader(path: folder.path + "/" + path).tensors.map(\.name))
    }
    #expect(try names("w2.strata") == names("w.strata"))
    #expect(try names("w3.strata") == names("w.strata"))
  }

  @Test(arguments: ["predict", "evaluate", "train", "explain", "benchmark"])
  func weightsAloneCannotRun(_ command: String) throws {
    let folder = try folder("mlp")
    try folder.succeed("convert mlp.safetensors w.strata")
    try folder.put("rows.csv", "a,b,c,d,y\n1,2,3,4,5\n")
    let rest =
      switch command {
      case "benchmark": ""
      case "train": " --data rows.csv --target y --output o.strata"
      case "explain": " --data rows.csv --row 1"
      default: " --data rows.csv"
      }
    let run = try folder.run("\(command) w.strata\(rest)")
    #expect(run.code == 65, "\(run.errors)")
    #expect(run.errors.contains("holds weights alone"), "\(run.errors)")
    #expect(run.errors.contains("convert"), "\(run.errors)")
  }

  @Test(arguments: ["mlp", "norms"]) func aNetworkOfPyTorchPredictsHereWhatItPredictsThere(
    _ name: String
  ) throws {
    let folder = try folder(name)
    let network = try Self.network(name)
    let shape = try #require(network["inputShape"]?.array).compactMap {
      $0.number?.integer(Int.self)
    }
    let input = try Tensor(shape: Shape(shape), elements: floats(network["inputs"]))
    let expected = try floats(network["outputs"])
    try folder.succeed("convert \(name).safetensors w.strata")
    for weights in ["\(name).safetensors", "\(name).npz", "w.strata"] {
      let run = try folder.succeed("convert \(weights) --into m.strata --output o.strata")
      #expect(run.lines[0] == "layout     pytorch, dense weights [outputs, inputs]: by the shapes")
      #expect(run.lines[1].hasPrefix("matched    "))
      let model = try Model(
        path: folder.path + "/o.strata", plugins: .standard, checkingGoldenVectors: true)
      let outputs = try Predictor(model).predict(input).elements
      #expect(zip(outputs, expected).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(outputs.count == expected.count)
    }
    try folder.succeed("convert o.strata back.safetensors --layout pytorch")
    let theirs = try SafeTensorsFile(path: folder.path + "/\(name).safetensors")
    let ours = try SafeTensorsFile(path: folder.path + "/back.safetensors")
    for index in ours.tensors.indices {
      let tensor = try ours.tensor(at: index)
      let place = try #require(theirs.index(ofTensor: tensor.name))
      #expect(try theirs.tensor(at: place) == tensor)
    }
    // The model's own layout, and into another model again.
    try folder.succeed("convert o.strata own.npz")
    let run = try folder.succeed("convert own.npz --into m.strata --output again.strata")
    #expect(run.lines[0] == "layout     strata, dense weights [inputs, outputs]: by the shapes")
    try folder.succeed("convert o.strata --into m.strata --output again2.strata")
    #expect(try folder.bytes("again.strata") == folder.bytes("again2.strata"))
    #expect(try folder.bytes("again.strata") == folder.bytes("o.strata"))
  }

  @Test func nothingIsWrittenIfAnythingIsMissing() throws {
    let folder = try folder("mlp")
    try folder.put("small.json", #"{"input": [4], "layers": [{"dense": {"units": 3}}]}"#)
    try folder.succeed("new --network small.json --output small.strata")
    let run = try folder.run("convert mlp.npz --into small.strata --output o.strata")
    #expect(run.code == 65 && run.text == "")
    #expect(
      run.errorLines == [
        "layout     pytorch, dense weights [outputs, inputs]: fits best",
        "missing    2", "  dense1.weight [4, 3]", "  dense1.bias [3]", "unused     6",
        "  0.weight", "  0.bias", "  2.weight", "  2.bias", "  4.weight", "  4.bias",
        "modeltool: mlp.npz: nothing is for 'dense1.weight' [4, 3], 'dense1.bias' [3]",
      ], "\(run.errors)")
    #expect(!(try folder.names.contains("o.strata")))
  }

  @Test func rulesComeFromTheLineOrFromAFile() throws {
    let folder = try folder("mlp")
    try folder.put("rules.txt", "# backwards\n0.*=dense1.*\n2.*=dense2.*\n4.*=dense3.*\n")
    let first = try folder.succeed(
      "convert mlp.npz --into m.strata --output a.strata --map rules.txt")
    let second = try folder.succeed(
      "convert mlp.npz --into m.strata --output b.strata --map 0.*=dense1.*,2.*=dense2.* "
        + "--layout strata --transpose *.weight")
    #expect(first.lines.dropFirst() == second.lines.dropFirst())
    #expect(try folder.bytes("a.strata") == folder.bytes("b.strata"))
    #expect(
      try folder.run("convert mlp.npz --into m.strata --output c --map none.txt").errors
        == "modeltool: none.txt: no such file\n")
    #expect(
      try folder.run("convert mlp.npz --into m.strata --output c --map a.*=b").errors
        == "modeltool: rule 'a.*=b': expected as many * behind '=' as before it, 1, got 0\n")
  }

  @Test func storageIsChosen() throws {
    let folder = try folder("mlp")
    for storage in ["f32", "f16", "bf16", "int8"] {
      try folder.succeed("convert m.strata \(storage).strata --storage \(storage)")
      try folder.succeed("verify \(storage).strata")
    }
    let run = try folder.succeed("convert bf16.strata out.safetensors")
    #expect(run.text == "6 tensors, 332 bytes\n")
  }

  @Test func whatCannotBeIsSaid() throws {
    let folder = try folder("mlp")
    try folder.succeed("convert mlp.safetensors w.strata")
    try folder.put("bad.safetensors", "{}")
    let table: [(String, Int32, String)] = [
      ("", 64, "expected a file to read and one to write, got 0"),
      ("mlp.npz", 64, "expected a file to read and one to write, got 1"),
      ("mlp.npz o.bin", 65, "o.bin: expected a name that ends in .strata, .safetensors, .npz"),
      ("mlp.npz o.npz", 64, "expected files of two formats, or --storage or --into"),
      ("none.npz o.strata", 66, "none.npz: no such file"),
      ("none.strata o.npz", 66, "none.strata: no such file"),
      ("mlp.npz no/o.strata", 73, "no/o.strata: cannot "),
      (
        "bad.safetensors o.strata", 65,
        "bad.safetensors: cut short at byte 0: expected 8 bytes, got 2"
      ),
      (
        "w.strata o.npz --layout pytorch", 65,
        "w.strata: expected a model, whose parameters --layout can turn, got weights alone"
      ),
      ("m.strata o.npz --map a=b", 64, "--map: goes with --into alone"),
      ("m.strata o.npz --transpose a", 64, "--transpose: goes with --into alone"),
      (
        "m.strata o.strata --storage f8", 64, "--storage: expected f32, f16, bf16 or int8, got 'f8'"
      ),
      (
        "mlp.npz --into m.strata --output o --storage f16", 64,
        "--storage: does not go with --into"
      ),
      ("mlp.npz --into m.strata", 64, "--output is missing"),
      ("mlp.npz --into w.strata --output o", 65, "w.strata: holds weights alone"),
    ]
    for (words, code, message) in table {
      let run = try folder.run("convert \(words)")
      #expect(run.code == code, "\(words): \(run.errors)")
      #expect(run.errors.contains(message), "\(words): \(run.errors)")
    }
    #expect(!(try folder.names.contains { $0.hasPrefix("o") }))
  }
}
