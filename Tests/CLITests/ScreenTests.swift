import Testing

/// Colours: on a terminal that has them, unless somebody says otherwise.
@Suite struct ScreenTests {
  private static let escape = "\u{1B}["

  @Test(
    arguments: [
      ("help", [:], true), ("help", ["NO_COLOR": "1"], false), ("help", ["NO_COLOR": ""], true),
      ("--color never help", [:], false), ("--color=never help", [:], false),
      ("--color always help", ["NO_COLOR": "1"], true), ("--color auto help", [:], true),
    ] as [(String, [String: String], Bool)])
  func onATerminal(_ line: String, _ environment: [String: String], _ isColored: Bool) throws {
    let run = try Folder().run(line, on: .init(streams: [1]), environment: environment)
    #expect(run.code == 0 && run.text.contains(Self.escape) == isColored)
  }

  @Test func aDumbTerminalShowsNone() throws {
    let run = try Folder().run("help", on: .init(streams: [1], kind: "dumb"))
    #expect(run.code == 0 && !run.text.contains(Self.escape))
  }

  @Test func aPipeGetsNoneUnlessAskedFor() throws {
    let folder = try Folder()
    #expect(try !folder.succeed("help").text.contains(Self.escape))
    let colored = try folder.succeed("--color always help").text
    #expect(colored.contains("\(Self.escape)1musage:\(Self.escape)0m\n"))
  }

  @Test func errorsAreRedOnATerminal() throws {
    let run = try Folder().run("trian", on: .init(streams: [2]))
    #expect(run.code == 64)
    #expect(
      run.errors.hasPrefix("\(Self.escape)1;31mmodeltool:\(Self.escape)0m unknown command 'trian'"))
  }

  @Test(arguments: ["--color blue help", "--color"])
  func whatIsNoChoiceIsRefused(_ line: String) throws {
    let run = try Folder().run(line)
    #expect(run.code == 64 && run.text == "")
    #expect(run.errors.contains("--color: expected auto"))
  }

  @Test func aReaderThatLeavesIsNoError() throws {
    let folder = try Folder()
    // Of more than a pipe holds, and where SIGPIPE is ignored, too.
    let lines = (0..<5).map { _ in "modeltool plugins --json" }.joined(separator: "; ")
    for trap in ["", "trap '' PIPE; "] {
      let run = try folder.shell("{ \(trap)\(lines); } | head -n 1")
      #expect(run.code == 0 && run.text == "[\n" && run.errors == "")
    }
  }

  /// What people read fits a terminal of 40 columns, line by line.
  @Test func fortyColumnsAreEnough() throws {
    let folder = try Folder()
    try folder.succeed("demo --files .")
    let train = "train --hidden 8 --data digits.csv --target digit --text digit --epochs 2"
    let lines: [(line: String, code: Int32)] = [
      ("inspect digits.strata", 0), ("diff first.strata digits.strata", 1),
      ("verify digits.strata", 0), ("evaluate digits.strata --data test.csv", 0),
      ("benchmark digits.strata --batch 1,32 --seconds 0.01", 0),
      ("explain digits.strata --data test.csv --row 0", 0), ("demo --output d.strata", 0),
      ("\(train) --plot --output p.strata", 0), ("\(train) --output q.strata", 0),
    ]
    for (line, code) in lines {
      let run = try folder.run(line, on: .init(columns: 40, streams: [1, 2]))
      #expect(run.code == code, "\(line): \(run.text)")
      // Without colours and movements (ECMA-48), each line as it is drawn.
      let shown = run.text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
      let wide = shown.split(whereSeparator: { $0 == "\r" || $0 == "\n" || $0 == "\r\n" })
        .filter { $0.count > 40 }
      #expect(wide == [], "\(line)")
    }
  }
}
