import Foundation
import Strata
import StrataJSON
import Testing

/// What `inspect --json` says is what `inspect.schema.json` in the documentation says that it says.
@Suite struct InspectSchemaTests {
  private let root: JSONValue
  private let schema: JSONSchema

  init() throws {
    let place = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Strata/Documentation.docc/Resources/inspect.schema.json")
    root = try JSONReader.value(from: Array(try Data(contentsOf: place)))
    schema = JSONSchema(root)
  }

  private func check(
    _ run: Run, _ what: String, code: Int32 = 0, _ location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(run.code == code, "\(what): \(run.errors)", sourceLocation: location)
    let problems = schema.problems(in: try JSONReader.value(from: run.output))
    #expect(problems.isEmpty, "\(what): \(problems.prefix(5))", sourceLocation: location)
  }

  @Test func trainedNetworks() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put("prices.csv", pricesCSV)
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    for (index, options) in [
      "--data pets.csv --target species --validation-split 0.34 --clip-norm 1",
      "--data prices.csv --target price,debt", "--data images --labels labels",
      "--data prices.csv --target price --prepare none",
    ].enumerated() {
      try folder.succeed("train --hidden 3 \(options) --epochs 3 --quiet --output m\(index)")
      try check(try folder.run("inspect m\(index) --json"), options)
      for storage in ["f16", "bf16", "int8"] {
        try folder.succeed("convert m\(index) s --storage \(storage)")
        try check(try folder.run("inspect s --json"), "\(options) in \(storage)")
      }
    }
  }

  @Test func everyTrainingThatTheFormatKnows() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    try folder.succeed(
      "train --hidden 2 --data prices.csv --target price --epochs 1 --quiet --output m.strata")
    var file = try folder.model("m.strata")
    file.state?.gradientAccumulation = 2
    file.state?.averaging = 0.5
    file.state?.lastEpoch = 9
    file.state?.bestEpoch = 1
    file.state?.classWeights = [1, 2]
    file.state?.optimizerNumbers = [0.25]
    file.state?.reduction = .sum
    file.state?.clipValue = 0.5
    try file.write(to: folder.path + "/m.strata")
    let run = try folder.run("inspect m.strata --json")
    try check(run, "training")
    #expect(try JSONReader.value(from: run.output)["training"]?["lastEpoch"] == 9)
  }

  /// Every sample file of the format, whole or not, and of newer versions.
  @Test func theSampleFiles() throws {
    let text = try String(contentsOfFile: DiffTests.vectors + "/expected.json", encoding: .utf8)
    let files = try #require(JSONReader.value(from: Array(text.utf8)).object)
    #expect(files.members.count > 100)
    let folder = try Folder()
    var described = 0
    for member in files.members {
      let run = try folder.run(["inspect", "--json", DiffTests.vectors + "/" + member.key])
      // Those that need another program have no description.
      guard !run.output.isEmpty else {
        #expect(run.code == 65 && run.errorLines.count == 1, "\(member.key)")
        continue
      }
      described += 1
      try check(run, member.key, code: run.code)
      let damage = try JSONReader.value(from: run.output)["damage"]?.array
      #expect(damage?.isEmpty == (run.code == 0), "\(member.key)")
    }
    #expect(described > 100)
  }

  @Test func damagedFiles() throws {
    let folder = try InspectDamageTests.folder()
    let whole = try folder.bytes("m.strata")
    for offset in stride(from: 0, to: whole.count, by: 61) {
      var damaged = whole
      damaged[offset] ^= 4
      try folder.put("bad", damaged)
      try check(try folder.run("inspect bad --json"), "byte \(offset)", code: 65)
    }
    try folder.put("cut", Array(whole.dropLast(100)))
    try check(try folder.run("inspect cut --json"), "cut", code: 65)
  }

  // MARK: - The schema and its checker

  /// An object that lists its keys says what of others.
  @Test func theSchemaIsStrict() {
    func look(_ schema: JSONValue, _ path: String) {
      if schema["properties"] != nil {
        #expect(schema["additionalProperties"] != nil, "\(path)")
      }
      for member in schema.object?.members ?? [] { look(member.value, "\(path).\(member.key)") }
      for element in schema.array ?? [] { look(element, path) }
    }
    look(root, "$")
    // Each definition is used.
    let text = String(decoding: JSONWriter.bytes(of: root), as: UTF8.self)
    for member in root["$defs"]?.object?.members ?? [] {
      #expect(text.contains("\"#/$defs/\(member.key)\""), "\(member.key)")
    }
  }

  @Test func theCheckerFindsWhatIsWrong() throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}]}"#)
    try folder.succeed("new --network net.json --output m.strata")
    let good = try #require(folder.json("inspect m.strata --json").object)
    func problems(_ change: (inout JSONObject) -> Void) -> [String] {
      var object = good
      change(&object)
      return schema.problems(in: .object(object))
    }
    #expect(problems { _ in } == [])
    #expect(problems { $0["news"] = 1 } == ["$: unknown key 'news'"])
    #expect(problems { $0["hash"] = nil } == ["$: 'hash' is missing"])
    #expect(problems { $0["rawBytes"] = -1 }.count == 1)
    #expect(problems { $0["layers"] = ["dense"] }.count == 1)
    #expect(problems { $0["format"] = ["name": "onnx"] }.count == 4)
    for (schema, value): (JSONValue, JSONValue) in [
      (["pattern": "a"], "a"), (["$ref": "#/$defs/none"], 1), (["type": "integer"], true),
      (["enum": ["a"]], "b"), (["anyOf": [["type": "null"], ["type": "string"]]], 1),
      (["items": ["type": "string"]], [1]), (["additionalProperties": ["type": "null"]], ["a": 1]),
      (true, 1),
    ] {
      #expect(JSONSchema(schema).problems(in: value).count == 1, "\(schema)")
    }
  }
}
