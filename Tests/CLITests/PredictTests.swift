import Foundation
import Strata
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

  // MARK: - Formats

  /// A header, some rows, and the same in each format.
  @Test func jsonLinesAreTakenAsCSV() throws {
    let folder = try trained()
    let csv = try folder.succeed("predict m.strata --data pets.csv")
    try folder.put(
      "pets.jsonl",
      """
      {"species":"cat","size":1,"colour":"red","weight, kg":2.5}
      {"weight, kg":3.5,"note":[1,{"a":null}],"colour":"blue","size":2}
      {"size":3,"colour":"red","weight, kg":"1.5"}
      {"size":4.0,"colour":"green","weight, kg":7.5}

      {"size":5,"colour":"blue","weight, kg":5e0}
      {"size":6,"colour":"green","weight, kg":9}
      """)
    #expect(try folder.succeed("predict m.strata --data pets.jsonl").text == csv.text)
    #expect(try folder.succeed("predict m.strata pets.jsonl --from jsonl").text == csv.text)
    let plain = try folder.succeed("predict plain.strata --data -", input: "[1,2]\n[2,-0.5]\n")
    #expect(plain.text == "output_1,output_2\n4.0,-2.0\n3.5,0.5\n")
    let named = try folder.succeed(
      "predict plain.strata --data -", input: "{\"b\":1,\"a\":2}\n{\"a\":-0.5,\"b\":2}\n")
    #expect(named.text == plain.text)
  }

  /// What a model learned from, it learns from JSON lines too.
  @Test func trainingTakesJSONLines() throws {
    let folder = try trained()
    var lines = ""
    for row in petsCSV.split(separator: "\n").dropFirst() {
      let table = try Table(CSVReader(ByteStream(bytes: Array("a,b,c,d\n\(row)\n".utf8), name: "")))
      var object = JSONObject()
      for (column, name) in zip(table.columns, ["size", "colour", "weight, kg", "species"]) {
        switch column.values {
        case .numbers(let numbers): object[name] = JSONNumber(numbers[0] ?? 0).map { .number($0) }
        case .text(let texts): object[name] = .string(texts[0] ?? "")
        }
      }
      lines += String(decoding: JSONWriter.bytes(of: .object(object)), as: UTF8.self) + "\n"
    }
    try folder.put("pets.jsonl", lines)
    try folder.succeed(
      "train --hidden 3 --data pets.jsonl --target species --epochs 5 --quiet --output j.strata")
    #expect(try folder.bytes("j.strata") == folder.bytes("m.strata"))
    let evaluate = "evaluate m.strata --json --data"
    #expect(
      try folder.succeed("\(evaluate) pets.jsonl").text
        == folder.succeed("\(evaluate) pets.csv").text)
  }

  @Test func severalFilesAreAnsweredInOrder() throws {
    let folder = try folder()
    try folder.put("one.csv", "x,y\n1,2\n")
    try folder.put("two.idx", idx([2, 2], [1, 2, 3, 4]))
    let run = try folder.succeed(
      "predict plain.strata one.csv two.idx --data - --data one.csv", input: "[0,1]\n")
    #expect(run.text == "output_1,output_2\n4.0,-2.0\n4.0,-2.0\n10.0,-4.0\n1.0,-1.0\n4.0,-2.0\n")
    try folder.put("-odd name\n.csv", "x,y\n1,2\n")
    let odd = try folder.run(["predict", "plain.strata", "--", "-odd name\n.csv"])
    #expect(odd.text == "output_1,output_2\n4.0,-2.0\n")
  }

  // MARK: - Images

  /// Models of the demo's digits, and what it leaves.
  private func demo() throws -> Folder {
    let folder = try Folder()
    try folder.succeed("demo --files .")
    return folder
  }

  @Test func aDigitIsTheRowThatItWasMadeOf() throws {
    let folder = try demo()
    let row = try folder.succeed("predict digits.strata test.csv --top 10").lines
    let image = try folder.succeed("predict digits.strata digit.pgm --white 16 --top 10").lines
    #expect(image.count == 2)
    #expect(image[0] == "file," + row[0])
    #expect(image[1] == "digit.pgm," + row[1])
    let json = try folder.succeed(
      "predict digits.strata --data - --white 16 --format jsonl", input: folder.text("digit.pgm"))
    let object = try #require(JSONReader.value(from: Array(json.lines[0].utf8)).object)
    #expect(object.members.map(\.key) == ["file", "label", "probability", "probabilities"])
    #expect(object["file"]?.string == "-")
    #expect(row[1].hasPrefix(try #require(object["label"]?.string) + ","))
  }

  @Test func foldersOfImagesInOrder() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 2 --quiet --output m.strata")
    let pixels = imagesIDX.dropFirst(16)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/some images", withIntermediateDirectories: true)
    // Two by two pixels as they are; a gray picture in color; one twice as large.
    func image(_ index: Int) -> [UInt8] { Array(pixels.dropFirst(4 * index).prefix(4)) }
    try folder.put("some images/b.pgm", Array("P5 2 2 255\n".utf8) + image(1))
    try folder.put("some images/a.pgm.gz", gzipped(Array("P5 2 2 255\n".utf8) + image(0)))
    try folder.put(
      "some images/C.PPM", Array("P6 2 2 255\n".utf8) + image(2).flatMap { [$0, $0, $0] })
    let large = [0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3].map { image(3)[$0] }
    try folder.put("some images/d.pnm", Array("P5 4 4 255\n".utf8) + large)
    try folder.put("some images/notes.txt", "no image")
    try folder.put("some images/.hidden.pgm", "no image")
    let all = try folder.succeed("predict m.strata --data images").lines
    let run = try folder.run(["predict", "m.strata", "some images"])
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      run.lines == [
        "file," + all[0], "some images/C.PPM," + all[3], "some images/a.pgm.gz," + all[1],
        "some images/b.pgm," + all[2], "some images/d.pnm," + all[4],
      ])
    let again = try folder.run([
      "predict", "m.strata", "some images/", "some images/b.pgm", "--flush",
    ])
    #expect(again.lines == run.lines + [run.lines[3]])

    try folder.put("some images/bad.png", [0x89, 0x50, 0x4E, 0x47])
    let stopped = try folder.run(["predict", "m.strata", "some images"])
    #expect(stopped.code == 65 && stopped.lines == Array(run.lines.prefix(4)))
    let message = "modeltool: some images/bad.png: cut short at byte 0: expected 8 bytes, got 4\n"
    #expect(stopped.errors == message)
    let going = try folder.run(["predict", "m.strata", "some images", "--keep-going"])
    #expect(going.code == 65 && going.lines == run.lines)
    #expect(going.errors == message + "modeltool: 1 of 5 rows left out\n")
    let mixed = try folder.run(["predict", "m.strata", "some images/b.pgm", "images"])
    #expect(mixed.code == 65)
    #expect(
      mixed.errors
        == "modeltool: images: expected an image, as before, got a table or an array\n")
  }

  // MARK: - What is shown

  @Test func probabilitiesOfAllLabels() throws {
    let folder = try trained()
    let run = try folder.succeed("predict m.strata pets.csv --probabilities")
    #expect(
      run.lines[0]
        == "label,probability,probability_cat,probability_dog,\"probability_fish, small\"")
    let json = try folder.succeed("predict m.strata pets.csv --format jsonl").lines
    for (line, object) in zip(run.lines.dropFirst(), json) {
      let all = try #require(JSONReader.value(from: Array(object.utf8))["probabilities"]?.object)
      let values = all.members.map { "\(Float($0.value.number?.double ?? .nan))" }
      #expect(line.hasSuffix("," + values.joined(separator: ",")))
    }
    let top = try folder.succeed("predict m.strata pets.csv --probabilities --top 2").lines
    #expect(top[0].hasPrefix("label_1,probability_1,label_2,probability_2,probability_cat,"))
    let both = try folder.succeed(
      "predict m.strata pets.csv --probabilities --top 1 --format jsonl"
    ).lines
    #expect(both == json)
  }

  @Test func columnsAreCarriedThrough() throws {
    let folder = try trained()
    let plain = try folder.succeed("predict m.strata pets.csv").lines
    let run = try folder.succeed("predict m.strata pets.csv --columns species,colour").lines
    #expect(run[0] == "species,colour,label,probability")
    #expect(run[1] == "cat,red," + plain[1])
    #expect(run[4] == "\"fish, small\",green," + plain[4])
    let json = try folder.succeed("predict m.strata pets.csv --columns size --format jsonl").lines
    #expect(json[2].hasPrefix(#"{"size":"3","label":"#))
    // JSON stays what it is.
    let lines = try folder.succeed(
      "predict m.strata --data - --columns id,tags --format jsonl",
      input: """
        {"id":7,"size":1,"colour":"red","weight, kg":2.5,"tags":["a",1.50]}
        {"size":1,"colour":"red","weight, kg":2.5}

        """
    ).lines
    #expect(lines[0].hasPrefix(#"{"id":7,"tags":["a",1.50],"label":"#))
    #expect(lines[1].hasPrefix(#"{"id":null,"tags":null,"label":"#))
    let csv = try folder.succeed(
      "predict m.strata --data - --columns id",
      input: "{\"size\":1,\"colour\":\"red\",\"weight, kg\":2.5}\n"
    ).lines
    #expect(csv == ["id,label,probability", "," + plain[1]])
    // What is carried is no input of a model that knows no names.
    let numbers = try folder.succeed(
      "predict plain.strata --data - --columns id", input: "a,id,b\n1,x,2\n")
    #expect(numbers.text == "id,output_1,output_2\nx,4.0,-2.0\n")
  }

  // MARK: - Bad rows

  @Test func badRowsAreLeftOut() throws {
    let folder = try trained()
    let good = try folder.succeed("predict m.strata pets.csv --columns size").lines
    let rows = petsCSV.split(separator: "\n")
    let bad = [
      rows[0], rows[1], "2,blue,x,dog", rows[2], "7,red", "8,black,1,cat", rows[3],
      "9,blue,1,cat,more", "1\"0,blue,1,cat", ",red,1,cat", rows[4], rows[5], rows[6],
    ].joined(separator: "\n")
    try folder.put("bad.csv", bad + "\n")
    let errors = """
      modeltool: bad.csv: line 3, column 'weight, kg': expected a number, got 'x'
      modeltool: bad.csv: line 5: expected 4 fields, got 2
      modeltool: bad.csv: line 6, column 'colour': unknown value 'black' (known: blue, green, red)
      modeltool: bad.csv: line 8: expected 4 fields, got 5
      modeltool: bad.csv: line 9: expected quotes around a whole field, got a quote inside one
      modeltool: bad.csv: line 10, column 'size': missing value (impute it, or fill it in)
      modeltool: 6 of 12 rows left out

      """
    for flush in ["", " --flush"] {
      let run = try folder.run("predict m.strata bad.csv --keep-going --columns size" + flush)
      #expect(run.code == 65 && run.lines == good && run.errors == errors)
      let stopped = try folder.run("predict m.strata bad.csv --columns size" + flush)
      #expect(stopped.code == 65 && stopped.lines == Array(good.prefix(2)))
      #expect(stopped.errorLines == [errors.split(separator: "\n").first.map(String.init)])
    }
    let file = try folder.run("predict m.strata bad.csv --keep-going --columns size --output out")
    #expect(file.code == 65 && file.errors == errors && file.text == "")
    #expect(try folder.text("out").split(separator: "\n").map(String.init) == good)
    try folder.put("out", "old")
    #expect(try folder.run("predict m.strata bad.csv --output out").code == 65)
    #expect(try folder.text("out") == "old")
    // Nothing is left out of what is good, and a file that is not there is no row.
    #expect(try folder.run("predict m.strata pets.csv --keep-going").code == 0)
    #expect(try folder.run("predict m.strata none.csv --keep-going").code == 66)
  }

  @Test func badLinesOfJSONAreLeftOut() throws {
    let folder = try folder()
    let run = try folder.run(
      "predict plain.strata --data - --keep-going", input: "[1,2]\n[1]\n{]\n[2,\"x\"]\n7\n[2,-0.5]")
    #expect(run.code == 65)
    #expect(run.text == "output_1,output_2\n4.0,-2.0\n3.5,0.5\n")
    #expect(
      run.errorLines == [
        "modeltool: standard input: line 2: expected 2 fields, got 1",
        "modeltool: standard input: line 3, column 2: expected a key in double quotes, got ']'",
        "modeltool: standard input: line 4, column '2': expected a number, got 'x'",
        "modeltool: standard input: line 5: expected an object or an array, got 7",
        "modeltool: 4 of 6 rows left out",
      ])
  }

  // MARK: - Pipes

  /// The same bits, whatever rows are answered together.
  @Test func flushAndThreadsChangeNothing() throws {
    let folder = try demo()
    let all = try folder.succeed("predict digits.strata test.csv --probabilities")
    #expect(all.lines.count == 298)
    for options in ["--flush", "--flush --threads 3", "--threads 1", "--threads 4"] {
      let run = try folder.succeed("predict digits.strata test.csv --probabilities \(options)")
      #expect(run.output == all.output, "\(options)")
    }
  }

  /// Rows are answered while the pipe stays open: with `--flush`, and whenever the writer rests.
  @Test(arguments: [["--flush"], []]) func rowsAreAnsweredAtOnce(_ options: [String]) throws {
    let folder = try folder()
    let pipe = try Conversation(
      ["predict", "plain.strata", "-"] + options, in: folder.path)
    pipe.say("a,b\n")
    pipe.say("1,2\n")
    #expect(pipe.hear(lines: 2) == "output_1,output_2\n4.0,-2.0\n")
    // Half a row must wait.
    pipe.say("2,-0.5\n1,")
    #expect(pipe.hear(lines: 1) == "3.5,0.5\n")
    pipe.say("1\n")
    #expect(pipe.hear(lines: 1) == "3.0,-1.0\n")
    #expect(pipe.end() == 0)
  }

  /// Three times a hundred thousand rows in the memory that a few take.
  @Test func aLongPipeTakesLittleMemory() throws {
    let folder = try folder()
    let pipe = try Conversation(
      ["predict", "plain.strata", "-", "--threads", "1"], in: folder.path)
    let rows = String(repeating: "1,2\n", count: 10_000)
    pipe.say("a,b\n1,2\n")
    _ = pipe.hear(lines: 2)
    var kilobytes: [Int] = []
    for _ in 0..<30 {
      pipe.say(rows)
      #expect(pipe.hear(lines: 10_000).utf8.count == 90_000)
      kilobytes.append(try pipe.peakKilobytes())
    }
    #expect(pipe.end() == 0)
    // 300,000 rows are 1.2 MB of text and 2.4 MB of values; after the first tenth nothing is added.
    #expect(kilobytes[29] - kilobytes[2] < 1_000, "\(kilobytes)")
  }
}
