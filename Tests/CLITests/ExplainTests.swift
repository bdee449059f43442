import Foundation
import Strata
import StrataJSON
import Testing

/// `modeltool explain`: one step of backpropagation, shown.
@Suite struct ExplainTests {
  /// The blocks of the article, in the order of the page.
  private static func article(_ language: String) throws -> [String] {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Strata/Documentation.docc/Articles/BackpropagationStepByStep.md")
    return try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```\(language)\n")
      .dropFirst().map { $0.components(separatedBy: "```")[0] }
  }

  /// The article's network and sample.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("net.json", try #require(Self.article("json").first))
    try folder.put("sample.csv", try #require(Self.article("csv").first))
    for line in try #require(Self.article("sh").first).split(separator: "\n")
    where line.hasPrefix("modeltool new") {
      try folder.succeed(String(line.dropFirst("modeltool ".count)))
    }
    return folder
  }

  private static let textbook =
    "explain net.strata --data sample.csv --target o1,o2 --row 0 --learning-rate 0.5"

  @Test func theArticleShowsWhatItWrites() throws {
    let folder = try folder()
    let run = try folder.succeed(Self.textbook)
    #expect(run.errors == "")
    #expect(run.text == (try Self.article("text").last))
    #expect(run.lines.allSatisfy { $0.count <= 100 && !$0.hasSuffix(" ") })
    // The rate of a model without a training is 0.5.
    let without = Self.textbook.replacing(" --learning-rate 0.5", with: "")
    #expect(try folder.succeed(without).text == run.text)
    let line = try #require(Self.article("sh").first).split(separator: "\n").last
    #expect(line?.dropFirst("modeltool ".count) == Self.textbook[...])
  }

  /// The numbers that are printed in a well-known example (M. Mazur, 2015), where they stand.
  @Test func numbersOfATextbook() throws {
    let text = try folder().succeed(Self.textbook).text
    for number in [
      "0.3775", "0.593269992", "0.596884378", "1.105905967", "0.75136507", "0.772928465",
      "0.298371109", "0.138498562", "0.186815602", "0.082167041", "0.35891648", "0.408666186",
      "0.511301270", "0.561370121", "0.036350306", "0.241300709", "0.000438568", "0.149780716",
      "0.19956143", "0.24975114", "0.299502287",
    ] { #expect(text.contains(number), "\(number)") }
  }

  /// A formula says what is computed: a smoothed target is another one.
  @Test func labelSmoothingIsShown() throws {
    let folder = try Folder()
    let model = try Model(input: [2], seed: 1) { Dense(4) }
    let loss = SoftmaxCrossEntropy(labelSmoothing: 0.1)
    let trainer = try Trainer(model, loss: loss, optimizer: .sgd())
    try ModelFile(model, state: trainer.state, optimizerState: trainer.optimizerState)
      .write(to: folder.path + "/m.strata")
    try folder.put("rows.csv", "a,b,kind\n1,2,w\n2,1,x\n0,1,y\n1,0,z\n")
    let text = try folder.succeed("explain m.strata --data rows.csv --target kind --row 0").text
    #expect(text.contains("target′ = target · (1 − 0.1) + 0.1 / 4\n"))
    #expect(text.contains("softmaxCrossEntropy = −Σ target′ · ln softmax(out)\n"))
    #expect(text.contains("∂E/∂out   = softmax(out) − target′ ="), "\(text)")
    // And that is the number: −Σ target′ · ln softmax(out).
    let json = try folder.json(
      "explain m.strata --data rows.csv --target kind --row 0 --format json")
    let outputs = try #require(json["outputs"]?.array?.first?["output"]?.array).map {
      try #require($0.number?.double)
    }
    let total = outputs.map { exp($0) }.reduce(0, +)
    let expected = outputs.enumerated().reduce(0.0) { sum, entry in
      sum - ((entry.offset == 0 ? 0.9 : 0) + 0.025) * (entry.element - log(total))
    }
    let loss0 = try #require(json["loss"]?.number?.double)
    #expect((loss0 - expected).magnitude < 1e-7)
  }

  @Test func jsonHoldsEachParameterInItsShape() throws {
    let json = try folder().json(Self.textbook + " --format json")
    func number(_ value: JSONValue?) throws -> Double { try #require(value?.number?.double) }
    #expect(abs(try number(json["loss"]) - 0.298371109) < 1e-9)
    #expect(abs(try number(json["halfSquaredError"]) - 0.298371109) < 1e-9)
    #expect(try number(json["halfSquaredErrorFactor"]) == 1)
    #expect(try number(json["learningRate"]) == 0.5)
    #expect(
      json["inputs"] == [
        "input": [.number(try #require(JSONNumber(0.05))), .number(try #require(JSONNumber(0.1)))]
      ])
    let parameters = try #require(json["parameters"]?.object)
    #expect(
      parameters.members.map(\.key)
        == ["dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"])
    for member in parameters.members {
      #expect(
        member.value.object?.members.map(\.key)
          == ["value", "gradient", "numericGradient", "updated"])
    }
    let weight = try #require(parameters["dense2.weight"])
    for (i, row) in [[0.358916480, 0.511301270], [0.408666186, 0.561370121]].enumerated() {
      for (j, updated) in row.enumerated() {
        let value = try number(weight["value"]?[i]?[j])
        let gradient = try number(weight["gradient"]?[i]?[j])
        #expect(abs(try number(weight["updated"]?[i]?[j]) - updated) < 1e-9)
        #expect(abs(value - 0.5 * gradient - updated) < 1e-9)
        #expect(abs(try number(weight["numericGradient"]?[i]?[j]) - gradient) < 1e-9)
      }
    }
    #expect(try number(parameters["dense1.bias"]?["value"]?[0]) == 0.35)
    let neuron = try #require(json["layers"]?[0]?["neurons"]?[1])
    #expect(neuron["name"] == "dense1[1]")
    #expect(abs(try number(neuron["delta"]?["value"]) - 0.009954255) < 1e-9)
    #expect(abs(try number(neuron["delta"]?["check"]) - 0.009954255) < 1e-9)
  }

  @Test func markdownHasHeadingsAndTables() throws {
    let run = try folder().succeed(Self.textbook + " --format markdown")
    #expect(
      run.lines.filter { $0.hasPrefix("#") } == [
        "# Backpropagation, step by step", "## Forward", "## Error", "## Backward", "### dense2",
        "### dense1", "## After the step",
      ])
    #expect(
      run.lines.contains(
        "| dense1.weight[0,0] | 0.036350306 | 0.241300709 | 0.050000000 | 0.000438568 "
          + "| 0.000438568 | 0.15 | 0.149780716 |"))
    #expect(run.lines.count { $0.hasPrefix("```") } % 2 == 0)
  }

  @Test func oneWeight() throws {
    let folder = try folder()
    let run = try folder.succeed(Self.textbook + " --weight dense1.weight[0,1]")
    #expect(run.text.contains("  [0,1]  E → dense2 → dense1[1] ← input[0]\n"))
    #expect(run.text.contains("0.041370323 · 0.240613417 · 0.05 = 0.000497713"))
    #expect(!run.text.contains("[1,0]") && !run.text.contains("dense2.weight"))
    let two = try folder.succeed(
      Self.textbook + " --weight dense2.bias[0] --weight dense2.weight[1,0]")
    #expect(two.text.contains("E → dense2[0] ← 1\n"))
    #expect(two.text.contains("E → dense2[0] ← dense1[1]\n"))
    #expect(!two.text.contains("dense1[0]"))
  }

  /// What a model was trained for, by what, on which column: its file says.
  @Test func theFileSaysWhatTheStepIs() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 2 --quiet --output m.strata "
        + "--optimizer sgd --learning-rate 0.125")
    let run = try folder.succeed("explain m.strata --data pets.csv --row 2")
    #expect(
      run.lines[3] == "Row 2 of pets.csv, error softmaxCrossEntropy, learning rate η = 0.125.")
    #expect(run.lines.contains("target = class 0, 'cat': 1 there, 0 elsewhere"))
    let other = try folder.run(
      "explain m.strata --data - --row 2 --loss meanSquaredError --target kind --header yes",
      input: petsCSV.replacing("species", with: "kind"))
    #expect(other.code == 65)
  }

  /// Of a network of more than 64 weights a few are shown, those that were asked for or the largest;
  /// JSON has all of them, checked or not.
  @Test func aLargerNetwork() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 9 --data pets.csv --target species --epochs 2 --quiet --output m.strata")
    let run = try folder.succeed("explain m.strata --data pets.csv --row 0")
    #expect(run.text.contains("Shown is what belongs to 8 weights of 84: dense1.weight["))
    #expect(run.lines.count { $0.contains("w′    = ") } == 8)
    #expect(run.lines.allSatisfy { $0.count <= 100 })
    let checks = run.lines.count { $0.contains("(check ") }
    #expect(checks > 8)

    func nulls(_ options: String) throws -> Int {
      let json = try folder.json(
        "explain m.strata --data pets.csv --row 0 --format json \(options)")
      let rows = try #require(json["parameters"]?["dense1.weight"]?["numericGradient"]?.array)
      #expect(rows.count == 5 && rows.allSatisfy { $0.array?.count == 9 })
      return rows.flatMap { $0.array ?? [] }.count { $0 == .null }
    }
    #expect(try nulls("") == 0)
    #expect(try nulls("--check shown") == 43)
    #expect(try nulls("--check shown --weight dense1.weight[0,0]") == 44)
  }

  @Test func imagesHaveTheirLabels() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 2 --quiet --output m.strata")
    let run = try folder.succeed("explain m.strata --data images --labels labels --row 1")
    #expect(run.lines.contains("target = class 1, '7': 1 there, 0 elsewhere"))
  }

  /// What is random in training, or takes the batch's statistics, is not here.
  @Test func layersThatDifferInTraining() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"input": [2], "layers": [{"dense": {"units": 3}}, "batchNorm",
        {"activation": {"function": "tanh"}}, {"dropout": {"rate": 0.5}},
        {"dense": {"units": 2, "activation": "softmax"}}]}
      """)
    try folder.put("data.csv", "a,b,kind\n1,2,x\n3,4,y\n")
    try folder.succeed("new --network net.json --output m.strata")
    let json = try folder.json(
      "explain m.strata --data data.csv --target kind --row 1 --format json")
    for member in try #require(json["parameters"]?.object).members {
      let (gradient, check) = (member.value["gradient"], member.value["numericGradient"])
      for (a, b) in zip(Self.numbers(gradient), Self.numbers(check)) {
        #expect(abs(a - b) < 1e-8, "\(member.key)")
      }
      #expect(!Self.numbers(check).isEmpty)
    }
    #expect(json["outputs"]?[0]?["lossFunction"] == "categoricalCrossEntropy")
    #expect(json["outputs"]?[0]?["target"] == 1)
  }

  private static func numbers(_ value: JSONValue?) -> [Double] {
    switch value {
    case .array(let elements): elements.flatMap { numbers($0) }
    case .number(let number): [number.double ?? .nan]
    default: []
    }
  }

  // MARK: - What somebody gets wrong

  @Test(
    arguments: [
      ("explain net.strata --target o1,o2 --row 0", 64, "--data is missing"),
      ("explain --data sample.csv --row 0", 64, "MODEL.strata is missing"),
      ("explain net.strata --data sample.csv --target o1,o2", 64, "--row is missing"),
      (
        "explain net.strata --data sample.csv --row 0", 64,
        "--target is missing: which column holds the right answer?"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row -1", 64,
        "--row: expected a whole number from 0 on, got '-1'"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 1", 65,
        "sample.csv: expected a row from 0 to 0, got row 1"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o3 --row 0", 65,
        "sample.csv: csv: no column 'o3' (columns: i1, i2, o1, o2)"
      ),
      (
        "explain net.strata --data sample.csv --target o1 --row 0", 65,
        "sample.csv: expected samples of 2 values, as the network takes, got 3"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 0 --format xml", 64,
        "--format: expected text, markdown or json, got 'xml'"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 0 --learning-rate 0", 64,
        "--learning-rate: expected a number over 0, got '0'"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 0 --weight dense1.weight", 64,
        "--weight: expected a place such as dense1.weight[0,3], got 'dense1.weight'"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 0 --weight dense3.weight[0,0]",
        65,
        "net.strata: weight: expected one of dense1.weight, dense1.bias, dense2.weight, "
          + "dense2.bias, got 'dense3.weight'"
      ),
      (
        "explain net.strata --data sample.csv --target o1,o2 --row 0 --weight dense1.weight[2,0]",
        65,
        "net.strata: weight: expected a place from dense1.weight[0,0] to dense1.weight[1,1], got "
          + "dense1.weight[2,0]"
      ),
      (
        "explain none.strata --data sample.csv --target o1,o2 --row 0", 66,
        "none.strata: no such file"
      ),
      (
        "explain net.strata --data none.csv --target o1,o2 --row 0", 66, "none.csv: no such file"
      ),
      ("explain sample.csv --data sample.csv --row 0", 65, nil),
    ] as [(String, Int32, String?)])
  func aCommandLineThatCannotBe(_ line: String, _ code: Int32, _ message: String?) throws {
    let run = try folder().run(line)
    #expect(run.code == code && run.text == "", "\(run.errors)")
    if let message { #expect(run.errorLines.first == "modeltool: \(message)") }
    #expect(run.errorLines.count == (code == 64 ? 2 : 1))
  }
}
