import StrataJSON
import Testing

/// What a training shows while it runs.
@Suite struct ProgressTests {
  private static let train =
    "train --hidden 3 --data pets.csv --target species --epochs 3 --output m.strata"

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    return folder
  }

  @Test func onePlainLineAnEpochWhereThereIsNoTerminal() throws {
    let run = try folder().succeed(Self.train)
    #expect(run.text == "")
    #expect(run.errorLines.count == 3)
    for (index, line) in run.errorLines.enumerated() {
      #expect(line.hasPrefix("epoch \(index + 1)/3  step 1/1  loss "))
      #expect(line.contains("  accuracy ") && line.hasSuffix(" rows/s"))
    }
    #expect(!run.errors.contains("\r") && !run.errors.contains("\u{1B}"))
  }

  @Test func validationStandsInTheLine() throws {
    let run = try folder().succeed(Self.train + " --validation-split 0.34")
    #expect(
      run.errorLines.allSatisfy {
        $0.contains("  validation loss ") && $0.split(separator: " ").contains("rows/s")
      })
  }

  @Test func quietSaysNothing() throws {
    let run = try folder().succeed(Self.train + " --quiet")
    #expect(run.text == "" && run.errors == "")
  }

  @Test func aTerminalShowsALineThatIsRedrawn() throws {
    let folder = try folder()
    let run = try folder.run(
      Self.train.split(separator: " ").map(String.init) + ["--batch-size", "2"], onTerminal: true)
    #expect(run.code == 0, "\(run.errors)")
    // The terminal itself makes \n to \r\n.
    let lines = run.errors.split(separator: "\r\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines.last == "")
    for (index, line) in lines.dropLast().enumerated() {
      let drawings = line.split(separator: "\r")
      #expect(drawings.count >= 2)
      #expect(drawings.allSatisfy { $0.hasPrefix("epoch \(index + 1)/3  step ") })
      #expect(drawings.allSatisfy { $0.hasSuffix("\u{1B}[K") })
      #expect(drawings.dropLast().allSatisfy { $0.contains(" left") })
      #expect(drawings.last?.contains(" left") == false)
    }
  }

  @Test func moreEpochsThanThereIsTimeForAreNoCrash() throws {
    let folder = try folder()
    // A loss that leaves the finite numbers at once ends the training; the line before it counts on.
    var line = Self.train.split(separator: " ").map(String.init)
    if let place = line.firstIndex(of: "--epochs") { line[place + 1] = "\(Int.max)" }
    line += ["--optimizer", "sgd", "--learning-rate", "1e30", "--batch-size", "1"]
    let run = try folder.run(line, onTerminal: true)
    #expect(run.code == 65, "\(run.errors)")
    #expect(run.errors.contains("expected a finite loss, got"))
    #expect(try folder.names == ["pets.csv"])
  }

  @Test(arguments: [20, 40, 60, 80]) func theLineFitsTheScreen(_ columns: Int) throws {
    let folder = try folder()
    let run = try folder.run(
      Self.train + " --batch-size 1 --validation-split 0.34", on: .init(columns: columns))
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.errors.replacing("\u{1B}[K", with: "").split(whereSeparator: \.isNewline)
    #expect(lines.count >= 6)
    for line in lines {
      #expect(line.count < columns && line.hasPrefix("epoch "), "\(line)")
      #expect(line.contains("  loss ") || columns < 40)
    }
  }

  @Test func aScreenThatIsDraggedIsFollowed() throws {
    let folder = try folder()
    let run = try folder.run(
      "train --hidden 300,300 --data pets.csv --target species --epochs 600 --output m.strata",
      on: .init(columns: 100)
    ) { tool in
      try tool.wait(for: "epoch 9/600")
      try tool.terminal?.resize(columns: 30, rows: 10)
    }
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.errors.replacing("\u{1B}[K", with: "").split(whereSeparator: \.isNewline)
    #expect(lines.first.map { $0.count > 40 } == true)
    #expect(lines.last.map { $0.count < 30 } == true)
  }

  @Test func aLineAnEpochAsJSON() throws {
    let run = try folder().succeed(Self.train + " --validation-split 0.34 --json")
    #expect(run.errors == "" && run.lines.count == 3)
    for (index, line) in run.lines.enumerated() {
      let record = try JSONReader.value(from: Array(line.utf8))
      #expect(
        record.object?.members.map(\.key)
          == ["epoch", "loss", "metrics", "validationLoss", "validationMetrics"])
      #expect(record["epoch"]?.number?.double == Double(index + 1))
      #expect(record["metrics"]?["accuracy"]?.number != nil)
      #expect(record["validationMetrics"]?["accuracy"]?.number != nil)
    }
    // No clock in it: the same again.
    #expect(try folder().succeed(Self.train + " --validation-split 0.34 --json").text == run.text)
  }
}
