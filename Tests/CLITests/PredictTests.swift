import StrataJSON
import Testing

/// `modeltool predict`: what goes in and in which form it comes out.
@Suite struct PredictTests {
  /// A model that needs no training: y1 = 2·x1 + x2, y2 = −x2.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"input": [2], "layers": [{"dense": {"units": 2, "weight": [[2, 0], [1, -1]],
      "bias": false}}]}
      """)
    try folder.succeed("new --network net.json --output plain.strata")
    try folder.put("pets.csv", petsCSV)
    return folder
  }

  private func trained() throws -> Folder {
    let folder = try folder()
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 5 --quiet --output m.strata")
    return folder
  }

  @Test func aModelWithoutNamesTakesColumnsInOrder() throws {
    let folder = try folder()
    let expected = "output_1,output_2\n4.0,-2.0\n3.5,0.5\n"
    for input in [
      "1,2\n2,-0.5\n", "b,a\n1,2\n2,-0.5\n", "x;y\n1;2\n2;-0.5\n", "\"1\",\"2\"\r\n2,-5e-1\r\n",
    ] {
      // 1,2 counts like column numbers: say that it is a row.
      let header = input.hasPrefix("1") || input.hasPrefix("\"") ? "no" : "auto"
      let run = try folder.succeed(
        "predict plain.strata --header \(header) --data -", input: input)
      #expect(run.text == expected && run.errors == "", "\(input)")
    }
    let json = try folder.succeed(
      "predict plain.strata --data - --format jsonl", input: "a,b\n1,2\n")
    #expect(json.text == #"{"outputs":{"output_1":4,"output_2":-2}}"# + "\n")
  }

  @Test func arraysOfNumbersNeedNoHeaderAtAll() throws {
    let folder = try folder()
    try folder.put("two.idx", idx([2, 2], [1, 2, 3, 4]))
    let run = try folder.succeed("predict plain.strata --data two.idx")
    #expect(run.text == "output_1,output_2\n4.0,-2.0\n10.0,-4.0\n")
    let piped = try folder.run(
      ["predict", "plain.strata", "--data", "-"], input: gzipped(idx([2, 2], [1, 2, 3, 4])))
    #expect(piped.text == run.text)
  }

  @Test func columnsInAnyOrderOthersLeftOut() throws {
    let folder = try trained()
    let all = try folder.succeed("predict m.strata --data pets.csv")
    let other = try folder.succeed(
      "predict m.strata --data -",
      input: """
        note,"weight, kg",colour,size
        "a ""b"", c",2.5,red,1
        ?,"3.5",blue,2

        """)
    #expect(other.lines == Array(all.lines.prefix(3)))
  }

  @Test func labelsWithCommasAreQuoted() throws {
    let folder = try trained()
    let run = try folder.succeed("predict m.strata --data pets.csv --top 9")
    #expect(
      run.lines[0] == "label_1,probability_1,label_2,probability_2,label_3,probability_3")
    #expect(run.lines.count == 7)
    #expect(run.lines.dropFirst().allSatisfy { $0.contains("\"fish, small\",0.") })
    let best = try folder.succeed("predict m.strata --data pets.csv")
    #expect(best.lines[0] == "label,probability")
    for (line, short) in zip(run.lines, best.lines).dropFirst() {
      #expect(line.hasPrefix(short + ","))
    }
  }

  @Test func jsonLinesForClasses() throws {
    let folder = try trained()
    let csv = try folder.succeed("predict m.strata --data pets.csv").lines.dropFirst()
    let run = try folder.succeed("predict m.strata --data pets.csv --format jsonl")
    #expect(run.lines.count == 6)
    for (line, row) in zip(run.lines, csv) {
      let object = try #require(JSONReader.value(from: Array(line.utf8)).object)
      #expect(object.members.map(\.key) == ["label", "probability", "probabilities"])
      #expect(object["probabilities"]?.object?.members.count == 3)
      let probability = try #require(object["probability"]?.number?.double)
      #expect(row.hasSuffix(",\(Float(probability))"))
    }
    let top = try folder.succeed("predict m.strata --data pets.csv --format jsonl --top 2")
    for line in top.lines {
      let object = try JSONReader.value(from: Array(line.utf8))
      let members = try #require(object["probabilities"]?.object?.members)
      #expect(members.count == 2 && members[0].key == object["label"]?.string)
    }
  }

  @Test func aRowAloneAndAmongManyGivesTheSame() throws {
    let folder = try trained()
    let rows = petsCSV.split(separator: "\n").map(String.init)
    // More rows than are read before the first are answered.
    let many = (0..<120).flatMap { _ in rows.dropFirst() }
    try folder.put("many.csv", ([rows[0]] + many).joined(separator: "\n"))
    let all = try folder.succeed("predict m.strata --data many.csv").lines
    #expect(all.count == 721)
    let alone = try folder.succeed("predict m.strata --data -", input: rows[0] + "\n" + rows[3])
    #expect(alone.lines[1] == all[3] && all[3] == all[717])
    let threads = try folder.succeed("predict m.strata --data many.csv --threads 2")
    #expect(threads.lines == all)
  }

  @Test func writesAFileOrStandardOutput() throws {
    let folder = try trained()
    let run = try folder.succeed("predict m.strata --data pets.csv")
    let silent = try folder.succeed("predict m.strata --data pets.csv --output out.csv")
    #expect(silent.text == "" && silent.errors == "")
    #expect(try folder.text("out.csv") == run.text)
    #expect(try folder.succeed("predict m.strata --data pets.csv --output -").text == run.text)
  }

  @Test func aHeadWithoutRowsGivesAHeadWithoutRows() throws {
    let folder = try folder()
    #expect(
      try folder.succeed("predict plain.strata --data -", input: "a,b\n").text
        == "output_1,output_2\n")
    #expect(
      try folder.succeed("predict plain.strata --data - --format jsonl", input: "a,b\n").text == "")
  }

  @Test func pixelColumnsIntoAModelOfImages() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 2 --quiet --output m.strata")
    let pixels = imagesIDX.dropFirst(16)
    var table = "p0,p1,p2,p3\n"
    for image in 0..<imageCount {
      table += pixels.dropFirst(4 * image).prefix(4).map { "\($0)" }.joined(separator: ",") + "\n"
    }
    try folder.put("pixels.csv", table)
    let images = try folder.succeed("predict m.strata --data images")
    #expect(try folder.succeed("predict m.strata --data pixels.csv").text == images.text)
  }
}
