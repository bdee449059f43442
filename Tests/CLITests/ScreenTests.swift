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
}
