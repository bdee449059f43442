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

  // MARK: - Charts

  private static let plot =
    "train --hidden 300,300 --data pets.csv --target species --epochs 300 --validation-split 0.34 "
    + "--output m.strata --plot"

  /// What a screen of some columns shows in the end: only what a chart needs is understood, and what
  /// scrolls off the screen is lost.
  private func shown(_ text: String, columns: Int, rows: Int) throws -> [String] {
    var lines = [""]
    var (row, column, top) = (0, 0, 0)
    var rest = Array(text)[...]
    while let sign = rest.popFirst() {
      switch sign {
      case "\r\n":
        (row, column) = (row + 1, 0)
      case "\r": column = 0
      case "\n": row += 1
      case "\u{1B}":
        #expect(rest.popFirst() == "[")
        let number = rest.prefix { $0.isNumber || $0 == ";" }
        rest = rest.dropFirst(number.count)
        switch rest.popFirst() {
        case "A": row = max(top, row - (Int(String(number)) ?? 1))
        case "K": lines[row] = String(lines[row].prefix(column))
        case "J": lines = Array(lines[...row])
        case "m": break
        case let other: Issue.record("unknown \(String(describing: other))")
        }
      default:
        var line = Array(lines[row])
        line += Array(repeating: " ", count: max(0, column - line.count))
        if column < line.count { line[column] = sign } else { line.append(sign) }
        lines[row] = String(line)
        column += 1
        #expect(column < columns, "a line that wraps: \(lines[row])")
      }
      while row >= lines.count { lines.append("") }
      top = max(top, row - rows + 1)
    }
    return lines
  }

  @Test(arguments: [(80, 24), (40, 24), (40, 8), (120, 60), (24, 8)])
  func chartsAreRedrawnInPlace(_ columns: Int, _ rows: Int) throws {
    let run = try folder().run(Self.plot, on: .init(columns: columns, rows: rows))
    #expect(run.code == 0)
    // Drawn again and again, and each time over the last.
    #expect(run.errors.split(separator: "\u{1B}[J").count > 2)
    let lines = try shown(run.errors, columns: columns, rows: rows)
    #expect(lines.count <= rows + 1 && lines.last == "", "\(lines)")
    #expect(lines.dropLast().last?.hasPrefix("epoch 300/300") == true, "\(lines)")
    #expect(lines.count { $0.contains("epoch ") && $0.contains("/300") } == 1)
    #expect(lines.contains { $0.hasPrefix("── loss") })
    #expect(lines.contains { $0.contains("validation loss") } || columns < 40)
    #expect(lines.contains { $0.contains("── accuracy") } == (rows >= 24), "\(lines)")
    #expect(run.errors.contains("\u{1B}[36m"))
  }

  @Test func chartsWithoutColoursWhereNobodyWantsThem() throws {
    let run = try folder().run(Self.plot, on: .init(), environment: ["NO_COLOR": "1"])
    #expect(run.code == 0 && !run.errors.contains("m──") && !run.errors.contains("[0m"))
  }

  @Test func aChartInTheEndWhereThereIsNoTerminal() throws {
    let folder = try folder()
    let run = try folder.succeed(Self.plot)
    #expect(run.text == "" && !run.errors.contains("\u{1B}") && !run.errors.contains("\r"))
    let lines = run.errorLines
    #expect(lines.prefix(300).allSatisfy { $0.hasPrefix("epoch ") })
    #expect(lines.count { $0.hasPrefix("── loss") } == 1)
    #expect(lines.count { $0.hasPrefix("── accuracy") } == 1)
    #expect(lines.allSatisfy { $0.count < 130 })
    let json = try folder.succeed(Self.plot + " --json")
    #expect(json.lines.count == 300 && json.errorLines.first?.hasPrefix("── loss") == true)
  }

  @Test func anInterruptedChartIsFollowedByWhatIsSaid() throws {
    let run = try folder().run(Self.plot.replacing("300 --v", with: "30000 --v"), on: .init()) {
      try $0.wait(for: "/30000")
      try $0.type("\u{3}")
    }
    #expect(run.code == 130)
    let last = try #require(run.errors.split(separator: "\r\n").last)
    #expect(last.hasPrefix("stopped ") && last.hasSuffix("--plot --resume"), "\(last)")
  }
}
