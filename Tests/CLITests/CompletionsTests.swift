import Foundation
import Testing

/// `modeltool completions`: what shells offer.
@Suite struct CompletionsTests {
  @Test func bashOffersCommandsOptionsWordsAndKinds() throws {
    let folder = try Folder()
    try folder.put("c.bash", folder.succeed("completions bash").output)
    /// What is offered for words of which the last is being typed.
    func offered(_ words: [String]) throws -> [String] {
      let run = try folder.shell(
        """
        source ./c.bash
        COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " "))); COMP_CWORD=\(words.count - 1)
        _modeltool; printf '%s\\n' "${COMPREPLY[@]}"
        """)
      #expect(run.code == 0, "\(run.errors)")
      return run.lines
    }
    #expect(try offered(["modeltool", "ev"]) == ["evaluate"])
    #expect(try offered(["modeltool", "help", "pl"]) == ["plugins"])
    #expect(try offered(["modeltool", "inspect", "--j"]) == ["--json"])
    #expect(try offered(["modeltool", "train", "--prepare", "s"]) == ["standardize"])
    #expect(try offered(["modeltool", "explain", "--loss", "hu"]) == ["huber"])
    #expect(try offered(["modeltool", "inspect", "c."]) == ["c.bash"])
  }

  @Test(arguments: ["zsh", "fish"])
  func theOthersNameEveryCommandAndOption(_ shell: String) throws {
    let folder = try Folder()
    let script = try folder.succeed("completions \(shell)").text
    let help = try folder.succeed("help").lines
    let commands = help.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { String($0.split(separator: " ")[0]) }.filter { $0.allSatisfy(\.isLowercase) }
    #expect(commands.count > 10)
    for command in commands where command != "modeltool" {
      #expect(script.contains(command), "\(command)")
    }
    #expect(script.contains(shell == "zsh" ? "--learning-rate[" : "-l learning-rate"))
    // Where the shell is at hand it says whether it can read that.
    try folder.put("script", script)
    let check = try folder.shell(
      "command -v \(shell) >/dev/null || exit 0; exec \(shell) -n ./script")
    #expect(check.code == 0 && check.errors == "", "\(check.errors)")
  }

  @Test func anUnknownShellIsRefused() throws {
    let run = try Folder().run("completions tcsh")
    #expect(run.code == 64)
    #expect(run.errors.hasPrefix("modeltool: expected bash, zsh or fish, got 'tcsh'\n"))
  }
}
