import Foundation
import Testing

/// Help, the version, and no command at all.
@Suite struct HelpTests {
  private static let commands = [
    "demo", "new", "train", "inspect", "diff", "convert", "predict", "evaluate", "verify",
    "report", "explain", "benchmark", "plugins", "completions",
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

  /// What each option takes in its place, or that there is no doing without it.
  @Test(arguments: commands)
  func everyOptionSaysWhatHoldsWithoutIt(_ command: String) throws {
    let help = try Folder().succeed("help \(command)").text
    guard let start = help.range(of: "\noptions:\n") else { return }
    let end = help.range(of: "\nexamples,")?.lowerBound ?? help.endIndex
    var options: [String] = []
    for line in help[start.upperBound..<end].split(separator: "\n") {
      if line.hasPrefix("  -") {
        options.append(String(line))
      } else if !options.isEmpty {
        options[options.count - 1] += " " + line.drop { $0 == " " }
      }
    }
    #expect(!options.isEmpty)
    for option in options {
      let head = option.dropFirst(2).split(separator: " ", maxSplits: 1)[0]
      // A flag is off where it is not given; the head of any other option names its value.
      let takesValue = option.dropFirst(2 + head.count + 1).first.map { $0 != " " } ?? false
      #expect(
        !takesValue || option.contains("(default ") || option.contains("(needed)"), "\(option)")
    }
  }

  @Test(arguments: ["help", "plugins", "help evaluate", "help benchmark", "help verify"])
  func aNarrowTerminalGetsNarrowLines(_ command: String) throws {
    let run = try Folder().run(command, on: .init(columns: 40, streams: [1]))
    let text = run.text.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
    let lines = text.split(separator: "\r\n")
    #expect(lines.count > 10)
    // What is to be typed stays in one piece.
    for line in lines.prefix(while: { !$0.hasPrefix("examples,") })
    where !line.hasPrefix("  modeltool ") {
      let isOneWord = line.split(separator: " ").count == 1
      #expect(line.count <= 40 || isOneWord, "\(line)")
    }
  }

  /// Every line of every page's examples, handed to a shell in a folder that the demo has filled.
  @Test(arguments: commands)
  func everyExampleWorks(_ command: String) throws {
    let folder = try Folder()
    try folder.succeed("demo --files .")
    let lines = try folder.succeed("help \(command)").lines
    let head = "examples, with the files that 'modeltool demo --files .' leaves:"
    let start = try #require(lines.firstIndex(of: head))
    let examples = lines[(start + 1)...]
    #expect(examples.count == 6)
    for (index, line) in examples.enumerated() {
      #expect(line.hasPrefix(index.isMultiple(of: 2) ? "  # " : "  "))
      guard !index.isMultiple(of: 2) else { continue }
      #expect(line.contains("modeltool \(command)"))
      let run = try folder.shell(String(line))
      // That two files differ is an answer.
      #expect(run.code == 0 || command == "diff" && run.code == 1, "\(line): \(run.errors)")
      #expect(!run.errors.contains("modeltool: "), "\(run.errors)")
    }
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
