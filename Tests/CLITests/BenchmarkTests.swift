import StrataJSON
import Testing

/// `modeltool benchmark`: how fast a model predicts.
@Suite struct BenchmarkTests {
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put(
      "net.json",
      #"{"input": [4], "layers": [{"dense": {"units": 8, "activation": "relu"}}, {"dense": {"units": 1}}]}"#
    )
    try folder.succeed("new --network net.json --output m.strata")
    return folder
  }

  private static let keys = [
    "batch", "threads", "p50_ns", "p99_ns", "p999_ns", "rows_per_second", "share_of_limit",
  ]

  @Test func jsonHasAnObjectForEachCombination() throws {
    let json = try folder().json(
      "benchmark m.strata --batch 1,64 --threads 1,2 --seconds 0.05 --json")
    let rows = try #require(json.array)
    let combinations = rows.map { [$0["batch"], $0["threads"]] }
    #expect(combinations == [[1, 1], [64, 1], [1, 2], [64, 2]])
    for row in rows {
      #expect(row.object?.members.map(\.key) == Self.keys)
      let values = try Self.keys.map { try #require(row[$0]?.number?.double) }
      let (batch, p50, p99, p999, rowsPerSecond) = (
        values[0], values[2], values[3], values[4], values[5]
      )
      #expect(0 < p50 && p50 <= p99 && p99 <= p999)
      // Half of the calls took the median or longer: no more rows than that can have been done.
      #expect(0 < rowsPerSecond)
      #expect(rowsPerSecond <= 2.01e9 * batch / p50)
    }
  }

  @Test func oneRowOnOneThreadUnlessSaidOtherwise() throws {
    let rows = try #require(folder().json("benchmark m.strata --seconds 0.01 --json").array)
    #expect(rows.map { [$0["batch"], $0["threads"]] } == [[1, 1]])
  }

  @Test func thePeopleGetATable() throws {
    let run = try folder().succeed("benchmark m.strata --batch 1,2000 --seconds 0.01")
    #expect(run.errors == "" && run.lines.count == 4)
    #expect(
      run.lines[0].split(separator: "  ").map { $0.drop(while: { $0 == " " }) }
        == ["Batch", "Threads", "p50 µs", "p99 µs", "p99.9 µs", "Rows/s", "Of limit"])
    for (line, batch) in zip(run.lines[2...], ["1", "2,000"]) {
      let cells = line.split(separator: " ").map(String.init)
      #expect(cells.count == 8 && cells[7] == "%" && cells[0] == batch && cells[1] == "1")
      #expect(cells[2...4].allSatisfy { Double($0.filter { $0 != "," }) != nil })
    }
  }

  @Test func aModelThatWasTrainedNeedsNoData() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 1 --quiet --output m.strata")
    let rows = try folder.json("benchmark m.strata --seconds 0.01 --json").array
    #expect(rows?.count == 1)
  }

  @Test func helpSaysWhatThereIs() throws {
    #expect(
      try Folder().succeed("help benchmark").text == """
        Measure how fast a model predicts.

        usage:
          modeltool benchmark MODEL.strata [--batch N[,N…]] [--threads N[,N…]] [--seconds S]
              [--json]

        Predicts from made-up input, without preparation of text or tables, one call after the
        other, and tells how long calls take: the median, and what 99 of 100 and 999 of 1,000 stay
        within. The last column is the share of the machine's limit: a call takes at least as long
        as its multiplications and as reading the weights once, each at the best that was measured
        here.

        options:
          --batch N[,N…]    rows in a call (default 1)
          --threads N[,N…]  threads that share a call (default 1)
          --seconds S       how long to measure each combination (default 1)
          --json            print a JSON array, an object a combination, in nanoseconds

        examples, with the files that 'modeltool demo --files .' leaves:
          # One row at a time
          modeltool benchmark digits.strata
          # By batch and threads
          modeltool benchmark digits.strata --batch 1,32,256 --threads 1,2 --seconds 0.2
          # For a program
          modeltool benchmark digits.strata --seconds 0.2 --json

        """)
  }

  @Test func aBatchBeyondMemoryIsRefused() throws {
    let run = try folder().run("benchmark m.strata --batch \(Int.max)")
    #expect(run.code == 65 && run.text == "" && run.errorLines.count == 1)
    #expect(
      run.errors.hasPrefix("modeltool: m.strata: input 'input': expected 1 to "), "\(run.errors)")
  }

  @Test func anInputOfAnOpenShapeIsRefused() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"inputs": [{"name": "a", "shape": ["n"]}],
       "nodes": [{"name": "d", "inputs": ["a"], "activation": {"function": "relu"}}],
       "outputs": ["d"]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    let run = try folder.run("benchmark m.strata")
    #expect(run.code == 65 && run.text == "")
    #expect(
      run.errors
        == "modeltool: m.strata: input 'a': expected samples of a fixed shape, got [batch, n]\n")
  }
}
