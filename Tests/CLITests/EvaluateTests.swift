import StrataJSON
import Testing

/// `modeltool evaluate`: how good a model is.
@Suite struct EvaluateTests {
  /// y = x: one weight of 1.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put(
      "net.json",
      #"{"input": [1], "layers": [{"dense": {"units": 1, "weight": [[1]], "bias": false}}]}"#)
    try folder.succeed("new --network net.json --output m.strata")
    return folder
  }

  @Test func anUntrainedModelIsMeasuredOnTheTargetThatIsNamed() throws {
    let folder = try folder()
    // Distances 1, −2 and 3: squares 1, 4 and 9.
    try folder.put("data.csv", "x,y\n1,2\n2,0\n3,6\n")
    let run = try folder.succeed("evaluate m.strata --data data.csv --target y")
    #expect(
      run.text == """
        samples            3
        loss               4.6667
        meanAbsoluteError  2.0000

        """)
    let json = try folder.succeed("evaluate m.strata --data data.csv --target y --json")
    #expect(json.lines.count == 1)
    let object = try #require(JSONReader.value(from: json.output).object)
    #expect(object.members.map(\.key) == ["samples", "loss", "meanAbsoluteError"])
    #expect(object["samples"] == 3 && object["meanAbsoluteError"]?.number?.double == 2)
  }

  @Test func accuracyCountsRightAnswers() throws {
    let folder = try Folder()
    // Logits (−x, x): negative is "a", positive is "b".
    try folder.put(
      "net.json",
      """
      {"input": [1], "layers": [{"dense": {"units": 2, "weight": [[-1, 1]], "bias": false}}]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    let data = "kind,x\na,-1\nb,-1\nb,2\na,-3\n"
    try folder.put("data.csv", data)
    let run = try folder.succeed("evaluate m.strata --data data.csv --target kind")
    #expect(run.lines[0] == "samples   4" && run.lines[2] == "accuracy  0.7500")
    let json = try folder.json("evaluate m.strata --data - --target kind --json", input: data)
    // ln(1 + e^−2·margin) for the margins 1, −1, 2 and 3, computed by Python 3.11.
    let loss = try #require(json["loss"]?.number?.double)
    #expect(abs(loss - 0.5686204) < 1e-6)
    #expect(json["accuracy"]?.number?.double == 0.75)
  }

  @Test func theFileSaysWhichColumnIsTheTarget() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 2 --quiet --output m.strata")
    let known = try folder.succeed("evaluate m.strata --data pets.csv")
    let named = try folder.succeed("evaluate m.strata --data pets.csv --target species")
    #expect(known.text == named.text)
    // Another column of that data may hold the answers.
    let renamed = petsCSV.split(separator: "species", omittingEmptySubsequences: false)
    let other = try folder.succeed(
      "evaluate m.strata --data - --target kind", input: renamed.joined(separator: "kind"))
    #expect(known.text == other.text)
  }

  @Test func aModelOfImagesTakesATableWithItsTarget() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 2 --quiet --output m.strata")
    let pixels = imagesIDX.dropFirst(16)
    var table = "p0,p1,digit,p2,p3\n"
    for image in 0..<imageCount {
      var fields = pixels.dropFirst(4 * image).prefix(4).map { "\($0)" }
      fields.insert(image % 2 == 0 ? "3" : "7", at: 2)
      table += fields.joined(separator: ",") + "\n"
    }
    try folder.put("pixels.csv", table)
    let images = try folder.succeed("evaluate m.strata --data images --labels labels")
    let columns = try folder.succeed("evaluate m.strata --data pixels.csv --target digit")
    #expect(columns.text == images.text)
  }

  @Test func labelsThatBeginWithANumberAreText() throws {
    let folder = try Folder()
    try folder.put("train.csv", "x,grade\n1,b\n2,3\n3,b\n4,3\n")
    try folder.succeed(
      "train --hidden 2 --data train.csv --target grade --epochs 1 --quiet --output m.strata")
    let run = try folder.succeed("evaluate m.strata --data -", input: "x,grade\n2,3\n1,b\n")
    #expect(run.lines[0] == "samples   2")
  }
}
