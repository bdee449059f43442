import Foundation
import Glibc
import Strata
import StrataJSON
import Testing

/// `modeltool train --search`.
@Suite struct TrainSearchTests {
  private static let search =
    "train --search learning-rate=1e-3..1e-1,hidden=4|8,momentum=0..0.9 --optimizer sgd "
    + "--trials 5 --folds 3 --data pets.csv --target species --epochs 4 --seed 7 "

  private func folder() throws -> Folder {
    let folder = try Folder()
    let rows = petsCSV.split(separator: "\n")
    let many = (0..<7).flatMap { _ in rows.dropFirst() }
    try folder.put("pets.csv", ([rows[0]] + many).joined(separator: "\n") + "\n")
    return folder
  }

  /// The line that trains the best without a search.
  private func direct(_ run: Run) throws -> String {
    let line = try #require(run.errorLines.first { $0.hasPrefix("best: trial ") })
    return try String(#require(line.split(separator: "all data by: ").last))
  }

  @Test func aTableOfResultsAndTheBestIsKept() throws {
    let folder = try folder()
    let run = try folder.succeed(Self.search + "--output a.strata")
    #expect(run.lines.count == 7)
    #expect(
      run.lines[0].split(separator: " ").map(String.init)
        == ["Trial", "accuracy", "loss", "learning-rate", "hidden", "momentum"])
    #expect(run.lines[1].allSatisfy { $0 == "─" || $0 == " " })
    // Best first.
    let means = run.lines.dropFirst(2).compactMap { line in
      line.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    #expect(means.count == 5 && means == means.sorted(by: >))
    let trials = run.errorLines.filter { $0.hasPrefix("trial ") }
    #expect(trials.count == 5)
    for (index, line) in trials.enumerated() {
      #expect(line.hasPrefix("trial \(index + 1)/5  accuracy ") && line.contains(" ± "))
    }
    let best = try #require(run.lines[2].split(separator: " ").first)
    #expect(
      run.errorLines.contains { $0.hasPrefix("best: trial \(best), trained on all data by: ") })
    #expect(run.errorLines.last?.hasPrefix("epoch 4/4") == true)

    // The line that it shows trains the same model.
    let line = try direct(run)
    #expect(line.hasPrefix("modeltool train ") && !line.contains("--search"))
    let again = try folder.shell(line.replacing("a.strata", with: "b.strata"))
    #expect(again.code == 0, "\(again.errors)")
    #expect(try folder.bytes("a.strata") == folder.bytes("b.strata"))

    // The same again, on any number of threads; the first trials are those of a longer search.
    for threads in [1, 3] {
      let same = try folder.succeed(Self.search + "--output c.strata --threads \(threads)")
      #expect(same.text == run.text)
      #expect(try folder.bytes("c.strata") == folder.bytes("a.strata"))
    }
    let shorter = try folder.succeed(
      Self.search.replacing("--trials 5", with: "--trials 2") + "--output d.strata")
    let both = shorter.errorLines.filter { $0.hasPrefix("trial ") }.map {
      $0.replacing("/2 ", with: "/5 ")
    }
    #expect(both == Array(trials.prefix(2)))
  }

  /// The preparation of each fold is learned from its training part alone: the mean is then off by as
  /// much as an outlier in the part that is measured on says.
  @Test func nothingOfTheMeasuredPartIsKnownBefore() throws {
    let folder = try Folder()
    // One row in twelve is far away; standardised with it, the others would be all but equal.
    let rows = (0..<12).map { "\($0 == 5 ? 100_000 : $0),\(Double($0) * 2)" }
    try folder.put("data.csv", "x,y\n" + rows.joined(separator: "\n") + "\n")
    let run = try folder.succeed(
      "train --search learning-rate=0.01 --hidden 3 --trials 1 --folds 4 --data data.csv "
        + "--target y --epochs 3 --batch-size 4 --seed 2 --json --output m.strata")
    let trial = try JSONReader.value(from: Array(#require(run.lines.first).utf8))
    let scores = try #require(trial["scores"]?.array).compactMap { $0.number?.double }
    #expect(scores.count == 4)

    // The same by the library, each fold with what its own training part says.
    let table = try Table(CSVReader(ByteStream(path: folder.path + "/data.csv")))
    let fitter = PreparationFitter(targets: ["y"])
    let whole = try Dataset(
      inputs: fitter.fit(table).inputs(of: table), targets: fitter.fit(table).targets(of: table))
    let folds = try whole.folds(4, seed: 2, stratified: true)
    var leaky: [Double] = []
    for (fold, printed) in scores.enumerated() {
      let rows = folds.rows(fold)
      func score(of preparation: Preparation) throws -> Double {
        var model = try Model(input: [1], seed: 2) {
          Dense(3, activation: .relu)
          Dense(1)
        }
        model.preparation = preparation
        let data = try Dataset(
          inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
        let trainer = try Trainer(
          model, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.01), batchSize: 4,
          seed: 2)
        try trainer.fit(data.rows(rows.training), epochs: 3)
        return try Evaluator(
          trainer.model, loss: .meanSquaredError, metrics: [AbsoluteError()]
        ).evaluate(data.rows(rows.validation)).metrics[0].value
      }
      #expect(try printed == score(of: fitter.fit(table, measuring: rows.training)))
      leaky.append(try score(of: fitter.fit(table)))
    }
    #expect(leaky != scores)
  }

  @Test func aLineATrialAsJSON() throws {
    let folder = try folder()
    let run = try folder.succeed(
      "train --search dense1.units=2..9,dense1.activation=tanh|relu --hidden 3 --trials 3 --folds 2 "
        + "--data pets.csv --target species --epochs 2 --json --output m.strata")
    #expect(run.lines.count == 5)
    let trials = try run.lines.prefix(3).map { try JSONReader.value(from: Array($0.utf8)) }
    for (index, trial) in trials.enumerated() {
      #expect(
        trial.object?.members.map(\.key)
          == ["trial", "settings", "metric", "mean", "deviation", "scores", "loss"])
      #expect(trial["trial"]?.number?.double == Double(index + 1))
      #expect(trial["metric"]?.string == "accuracy")
      #expect(trial["scores"]?.array?.count == 2)
      #expect(
        trial["settings"]?.object?.members.map(\.key) == ["dense1.units", "dense1.activation"])
    }
    let epochs = try run.lines.suffix(2).map { try JSONReader.value(from: Array($0.utf8)) }
    #expect(epochs.map { $0["epoch"]?.number?.double } == [1, 2])
    let line = try direct(run)
    #expect(line.contains("--set dense1.units=") && line.contains("--hidden 3"))
    let units = try #require(
      try folder.model("m.strata").model.parameter("dense1.bias")?.shape.count)
    #expect(line.contains("--set dense1.units=\(units) "))
  }

  @Test func trialsThatDivergeComeLast() throws {
    let folder = try folder()
    let run = try folder.succeed(
      "train --search learning-rate=1e30|0.01 --hidden 3 --optimizer sgd --folds 2 "
        + "--data pets.csv --target species --epochs 2 --output m.strata")
    #expect(run.lines.count == 4)
    #expect(run.lines[3].contains("diverged") && run.lines[3].hasSuffix("1e30"))
    let none = try folder.run(
      "train --search learning-rate=1e30 --hidden 3 --optimizer sgd --folds 2 "
        + "--data pets.csv --target species --epochs 2 --output none.strata")
    #expect(none.code == 65)
    #expect(
      none.errorLines.last == "modeltool: expected a trial whose loss stays finite, got none")
    #expect(try folder.names == ["m.strata", "pets.csv"])
  }

  @Test func interruptedItSaysWhatIsDone() throws {
    let folder = try folder()
    let run = try folder.run(
      "train --search learning-rate=1e-3..1e-1 --hidden 200,200 --trials 100 --folds 2 "
        + "--data pets.csv --target species --epochs 20 --output m.strata", on: .init()
    ) { tool in
      try tool.wait(for: "trial 3/100")
      try tool.type("\u{3}")
    }
    #expect(run.code == 130)
    let last = try #require(run.errors.split(separator: "\r\n").last)
    #expect(last.hasPrefix("stopped in trial "), "\(last)")
    #expect(
      last.contains(" done, no model written; the best so far: modeltool train --hidden 200,200"))
    // The trials that are done stand in the table.
    #expect((5..<100).contains(run.lines.count))
    #expect(try folder.names == ["pets.csv"])
  }

  @Test func aNarrowScreenHasALineACell() throws {
    let folder = try folder()
    let run = try folder.run(
      Self.search + "--output a.strata", on: .init(columns: 40, streams: [1, 2]))
    #expect(run.code == 0)
    let lines = run.text.replacing("\u{1B}[K", with: "").split(whereSeparator: \.isNewline)
    for line in lines where !line.hasPrefix("best: ") {
      #expect(line.count <= 40, "\(line)")
    }
    #expect(lines.contains { $0.hasPrefix("  momentum=") })
  }
}
