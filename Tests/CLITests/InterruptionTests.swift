import Foundation
import Glibc
import Strata
import Testing

/// Ctrl-C, `kill`, and going on from there.
@Suite struct InterruptionTests {
  /// All that a training can have to remember: dropout, moments, the best weights, a split.
  private static let network = """
    {"input": [5], "layers": [{"dense": {"units": 300, "activation": "tanh"}},
    {"dropout": {"rate": 0.3}}, {"dense": {"units": 300, "activation": "tanh"}},
    {"dense": {"units": 3}}]}
    """
  private static let begin =
    "train --network net.json --prepare standardize --data pets.csv --target species "
    + "--batch-size 10 --seed 3 --validation-split 0.2 --early-stopping 500 "
    + "--class-weights balanced --clip-norm 1 --epochs 150"

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("net.json", Self.network)
    let rows = petsCSV.split(separator: "\n")
    let many = (0..<17).flatMap { _ in rows.dropFirst() }
    try folder.put("pets.csv", ([rows[0]] + many).joined(separator: "\n") + "\n")
    return folder
  }

  /// What the tool says is to be typed.
  private func advice(_ run: Run) throws -> String {
    let text = try #require(run.errors.split(separator: "go on with: ").last)
    return String(text.prefix { !$0.isNewline })
  }

  /// Interrupted twice, by a key and by a signal, and gone on with as it says: the file is that of a
  /// training without a break, to the byte.
  @Test func aBreakDoesNotShow() throws {
    let folder = try folder()
    try folder.succeed(Self.begin + " --quiet --output whole.strata")
    let first = try folder.run(Self.begin + " --output m.strata", on: .init()) { tool in
      try tool.wait(for: "epoch 4/150")
      try tool.type("\u{3}")
    }
    #expect(first.code == 130)
    #expect(first.errors.contains("stopping after this step; Ctrl-C again to stop at once"))
    let place = try Regex(#"stopped (in epoch \d+ of 150 at step \d+|after epoch \d+ of 150); go"#)
    #expect(try place.firstMatch(in: first.errors) != nil, "\(first.errors)")
    let line = try advice(first)
    #expect(
      line == "modeltool train m.strata --data pets.csv --target species --early-stopping 500 "
        + "--resume")
    let state = try #require(try folder.model("m.strata").state)
    #expect(state.lastEpoch == 150 && state.epoch < 150 && state.step > 0)
    try #require(try folder.names == ["m.strata", "net.json", "pets.csv", "whole.strata"])

    let words = line.split(separator: " ").dropFirst().joined(separator: " ")
    let second = try folder.run(words, on: nil) { tool in
      try tool.wait(for: "epoch \(state.epoch + 9)/150")
      tool.send(SIGTERM)
    }
    #expect(second.code == 143, "\(second.errors)")
    // No terminal, no word before the end.
    #expect(!second.errors.contains("stopping after") && second.errors.contains("; go on with: "))
    #expect(try advice(second) == line)
    let third = try folder.shell(line)
    #expect(third.code == 0, "\(third.errors)")
    #expect(third.errorLines.contains { $0.hasPrefix("epoch 150/150") })
    #expect(try folder.bytes("m.strata") == folder.bytes("whole.strata"))

    // Nothing is left to do, and nothing is done.
    let fourth = try folder.succeed(words)
    #expect(
      fourth.errors == "m.strata: the training is complete after 150 epochs; --epochs N without "
        + "--resume trains further\n")
    try folder.succeed(words + " --quiet --output copy.strata")
    #expect(try folder.bytes("copy.strata") == folder.bytes("whole.strata"))
  }

  /// Written on the way, then killed: what was written last is gone on with.
  @Test(arguments: ["1", "7-steps"]) func aKilledTrainingGoesOn(_ every: String) throws {
    let folder = try folder()
    try folder.succeed(Self.begin + " --quiet --output whole.strata")
    let killed = try folder.run(
      Self.begin + " --checkpoint-every \(every) --output m.strata", on: nil
    ) { tool in
      try tool.wait(for: "epoch 9/150")
      tool.kill()
    }
    #expect(killed.code == 128 + SIGKILL)
    let state = try #require(try folder.model("m.strata").state)
    #expect(state.lastEpoch == 150 && (8..<150).contains(state.epoch))
    if every == "7-steps" { #expect(state.step.isMultiple(of: 7)) }
    let run = try folder.succeed(
      "train m.strata --data pets.csv --early-stopping 500 --resume")
    #expect(run.errorLines.first?.hasPrefix("epoch \(state.epoch + 1)/150") == true)
    #expect(try folder.bytes("m.strata") == folder.bytes("whole.strata"))
  }

  /// While a file of many megabytes is written, which takes its time.
  @Test func theSecondTimeEndsItAtOnce() throws {
    let folder = try folder()
    try folder.put("m.strata", "something dear")
    let run = try folder.run(
      "train --hidden 2500,2500 --data pets.csv --target species --epochs 500 --output m.strata",
      on: .init()
    ) { tool in
      try tool.wait(for: "epoch 1/500")
      try tool.type("\u{3}")
      try tool.wait(for: "stopping after this step")
      try tool.wait("a temporary file") {
        try folder.names.contains { $0.hasPrefix(".strata-") }
      }
      try tool.type("\u{3}")
    }
    #expect(run.code == 130)
    #expect(!run.errors.contains("go on with"))
    #expect(try folder.names == ["m.strata", "net.json", "pets.csv"])
    #expect(try folder.text("m.strata") == "something dear")
  }

  /// Whoever starts it with nohup wants it to go on.
  @Test func anIgnoredSignalStaysIgnored() throws {
    let folder = try folder()
    let run = try folder.shell(
      "trap '' INT; modeltool \(Self.begin) --output m.strata & sleep 0.1; kill -INT $!; wait $!")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("epoch 150/150"))
  }

  /// Names that a shell would take apart, and that a terminal would obey.
  @Test func theAdviceWorksAsPasted() throws {
    let folder = try folder()
    for name in ["my pets.csv", "it's\n\u{1B}[31m.csv", "-dash.csv"] {
      try folder.put(name, folder.text("pets.csv"))
      for output in ["a b.strata", "-o.strata", "x\u{7}.strata"] {
        let words = ["train", "--hidden", "200,200", "--epochs", "400", "--target", "species"]
        let run = try Run(
          words + ["--data=\(name)", "--output=\(output)"], in: folder.path, input: [],
          environment: [:]
        ) { tool in
          try tool.wait(for: "epoch 2/400")
          tool.send(SIGINT)
        }
        #expect(run.code == 130)
        let last = try #require(run.errorLines.last)
        #expect(last.hasPrefix("stopped ") && !last.contains("\u{1B}"))
        #expect(try folder.model(output).state?.lastEpoch == 400)
        let again = try folder.shell(try advice(run) + " --quiet")
        #expect(again.code == 0 && again.errors == "", "\(again.errors)")
        #expect(try folder.model(output).state?.epoch == 400)
      }
    }
  }

  @Test func whatTheTrainingWasBegunWithIsAskedFor() throws {
    let folder = try folder()
    try folder.put("none.csv", "size,colour,\"weight, kg\",species\n1,red,2.5,cat\n")
    let begin =
      "train --hidden 200,200 --data pets.csv --target species --validation-data none.csv "
      + "--early-stopping --epochs 400 --output m.strata"
    let run = try folder.run(begin, on: nil) { tool in
      try tool.wait(for: "epoch 2/400")
      tool.send(SIGINT)
    }
    #expect(
      try advice(run) == "modeltool train m.strata --data pets.csv --target species "
        + "--validation-data none.csv --early-stopping 10 --resume")
    let before = try folder.contents
    for (words, name) in [
      ("--early-stopping", "--validation-data"), ("--validation-data none.csv", "--early-stopping"),
    ] {
      let refused = try folder.run("train m.strata --data pets.csv --resume \(words)")
      #expect(refused.code == 64)
      #expect(
        refused.errorLines.first
          == "modeltool: \(name) is missing: the training was begun with it")
    }
    #expect(try folder.contents == before)
  }
}
