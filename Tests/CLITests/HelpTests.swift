import Testing

/// Help, the version, and no command at all.
@Suite struct HelpTests {
  private static let commands = [
    "demo", "new", "train", "inspect", "diff", "convert", "predict", "evaluate", "verify",
    "report", "explain", "benchmark",
  ]

  @Test func helpListsEveryCommand() throws {
    let folder = try Folder()
    let help = try folder.succeed("help")
    #expect(help.errors == "")
    #expect(help.lines[0] == "Train neural networks, keep each in one file, predict from it.")
    for command in Self.commands {
      #expect(help.lines.contains { $0.hasPrefix("  \(command) ") }, "\(command)")
    }
    for word in ["--help", "-h"] { #expect(try folder.succeed(word).text == help.text) }
    // The same is no answer to no command: it goes to standard error, and the code says so.
    let nothing = try folder.run("")
    #expect(nothing.code == 64 && nothing.text == "" && nothing.errors == help.text)
  }

  @Test(arguments: commands)
  func everyCommandHasHelp(_ command: String) throws {
    let folder = try Folder()
    let help = try folder.succeed("help \(command)")
    #expect(help.errors == "")
    #expect(help.text.contains("\nusage:\n  modeltool \(command) "))
    #expect(help.lines.allSatisfy { $0.count <= 100 && !$0.hasSuffix(" ") })
    for words in ["\(command) --help", "\(command) -h", "\(command) x --nonsense --help"] {
      #expect(try folder.succeed(words).text == help.text)
    }
    #expect(try folder.names == [])
  }

  @Test func versionNamesTheKernels() throws {
    let run = try Folder().succeed("--version", environment: ["STRATA_KERNELS": "reference"])
    #expect(run.text == "modeltool 0.1.0 (kernels: reference)\n")
  }

  @Test func anUnknownKernelSetIsRefused() throws {
    let run = try Folder().run("--version", environment: ["STRATA_KERNELS": "mmx"])
    #expect(run.code == 64 && run.text == "")
    #expect(run.errors.contains("mmx") && run.errors.contains("reference"))
  }

  @Test(arguments: ["0", "many", "1.5", "1025", " 2"])
  func whatIsNoNumberOfThreadsIsRefused(_ threads: String) throws {
    let run = try Folder().run("--version", environment: ["STRATA_THREADS": threads])
    #expect(run.code == 64 && run.text == "")
    #expect(
      run.errors.contains(
        "STRATA_THREADS: expected a whole number from 1 to 1024, got '\(threads)'"))
  }

  @Test(arguments: ["", "1", "1024"])
  func aNumberOfThreadsIsTaken(_ threads: String) throws {
    try Folder().succeed("--version", environment: ["STRATA_THREADS": threads])
  }
}
