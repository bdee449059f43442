import Strata
import StrataJSON
import Testing

/// `modeltool inspect`: what a file holds, for people and for machines.
@Suite struct InspectTests {
  @Test func showsAnUntrainedModel() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"input": [784], "layers": [{"dense": {"units": 256, "activation": "relu"}},
      {"dense": {"units": 10}}]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    let run = try folder.succeed("inspect m.strata")
    let size = try folder.bytes("m.strata").count
    let hash = try #require(folder.json("inspect m.strata --json")["hash"]?.string)
    #expect(hash.count == 64)
    let lines = run.lines
    #expect(lines.count == 25)
    #expect(lines[0].hasPrefix("m.strata: .strata 1.0, ") && lines[0].hasSuffix(" bytes"))
    #expect(lines[0].filter(\.isNumber).hasSuffix("\(size)"))
    #expect(lines[1] == "hash \(hash)")
    #expect(
      lines[2...8].joined(separator: "\n") == """

        Layer (type)    Output shape  Parameters
        ──────────────  ────────────  ──────────
        input (input)   [batch, 784]           0
        dense1 (dense)  [batch, 256]     200,960
        dense2 (dense)  [batch, 10]        2,570

        """)
    #expect(lines[9] == "parameters  203,530: trainable 203,530, non-trainable 0")
    #expect(lines[10].hasPrefix("tensors     826,824 bytes raw, "))
    #expect(lines[11] == "" && lines[12].hasPrefix("Tensor (role) ") && lines[20] == "")
    #expect(
      lines[21...].joined(separator: "\n") == """
        input       taken as it is
        training    none
        versions    format 1.0, arithmetic \(KernelSet.arithmeticVersion)
        golden      4 samples, which 'modeltool verify' runs
        """)
  }

  /// A file of tensors whose numbers somebody has worked out.
  private static func weights(_ folder: Folder) throws {
    func tensor(_ name: String, _ numbers: [Float], _ role: TensorRole = .parameter) -> TensorRecord
    {
      let bytes = numbers.flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) }
      }
      return TensorRecord(
        name: name, role: role, dtype: .f32, dimensions: [numbers.count], bytes: bytes)
    }
    try StrataContainer(tensors: [
      tensor("ramp", (0..<16).map(Float.init)),
      tensor("odd", [0, -0.0, .nan, .infinity, 1e-7, 2.5]),
      tensor("equal", [7, 7, 7], .buffer), tensor("none", []),
    ]).write(to: folder.path + "/w.strata")
  }

  @Test func eachTensorIsSummedUp() throws {
    let folder = try Folder()
    try Self.weights(folder)
    let run = try folder.succeed("inspect w.strata")
    #expect(
      run.lines[3...11].joined(separator: "\n") == """
        weights alone: no network to run them with
        tensors     100 bytes raw, 62 bytes stored (62.0 %)

        Tensor (role)     Type  Shape  Bytes  Stored   Mean  Deviation  Min   Max   Zeros  NaN  Infinite  Histogram
        ────────────────  ────  ─────  ─────  ──────  ─────  ─────────  ───  ────  ──────  ───  ────────  ────────────────
        ramp (parameter)  f32   [16]      64      34   7.50       4.61    0    15   6.3 %    0         0  ████████████████
        odd (parameter)   f32   [6]       24      24  0.625       1.08    0  2.50  33.3 %    1         1  █              ▃
        equal (buffer)    f32   [3]       12       4      7          0    7     7   0.0 %    0         0  █
        none (parameter)  f32   [0]        0       0                                         0         0
        """)
    let json = try folder.json("inspect w.strata --json")
    let statistics = json["tensors"]?.array?.map { $0["statistics"] }
    let ramp = statistics?[0]
    #expect(ramp?["mean"]?.number?.double == 7.5 && ramp?["zeros"] == 1)
    #expect(ramp?["deviation"]?.number?.double == 21.25.squareRoot())
    #expect(ramp?["histogram"]?.array == [JSONValue](repeating: 1, count: 16))
    let odd = statistics?[1]
    #expect(odd?["count"] == 6 && odd?["nan"] == 1 && odd?["infinite"] == 1)
    #expect(odd?["zeros"] == 2 && odd?["maximum"]?.number?.double == 2.5)
    #expect(statistics?[3]?["mean"] == .null && statistics?[3]?["count"] == 0)
    #expect(json["tensors"]?[0]?["sha256"]?.string?.count == 64)
  }

  @Test func aChartShowsTheTraining() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let train = "train --data pets.csv --target species --hidden 3 --validation-split 0.34 --quiet"
    try folder.succeed(train + " --epochs 12 --output m.strata")
    let lines = try folder.succeed("inspect m.strata").lines
    let start = try #require(lines.firstIndex(of: "── loss   ╌╌ validation loss"))
    let chart = lines[start...(start + 11)]
    #expect(chart.allSatisfy { $0.count <= 72 })
    let history = try #require(try folder.model("m.strata").state?.history)
    let losses = history.flatMap { [$0.loss, $0.validationLoss ?? $0.loss] }
    let marks = chart.compactMap { line -> Double? in
      let parts = line.split(separator: "┤")
      return line.contains("┤") ? Double(parts[0].filter { $0 != " " }) : nil
    }
    let (low, high) = (try #require(losses.min()), try #require(losses.max()))
    #expect(marks.count == 3)
    #expect(abs(marks[0] - high) < 0.01 * high && abs(marks[2] - low) < 0.01 * high)
    let axis = try #require(chart.last?.split(separator: " ").map(String.init))
    #expect(axis == ["1", "epoch", "12"])
    #expect(chart.joined().unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    #expect(!chart.joined().contains("\u{1B}"))
    // One epoch is no curve.
    try folder.succeed(train + " --epochs 1 --output one.strata")
    #expect(try !folder.succeed("inspect one.strata").text.contains("── loss"))
  }

  @Test func aGraphIsDrawn() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"inputs": [{"name": "a", "shape": [2]}, {"name": "b", "shape": [2]}],
       "nodes": [
         {"name": "left", "inputs": ["a"], "dense": {"units": 2}},
         {"name": "right", "inputs": ["b"], "dense": {"units": 2}, "parameters": "left"},
         {"name": "round", "inputs": ["left"], "activation": {"function": "relu"}},
         {"name": "again", "inputs": ["left"], "activation": {"function": "tanh"}},
         {"name": "sum", "inputs": ["left", "round", "again"], "add": {}},
         {"name": "all", "inputs": ["sum", "right"], "add": {}}],
       "outputs": ["all", "left"]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    let text = try folder.succeed("inspect m.strata").text
    #expect(
      text.contains(
        """

        ○       a (input)
        │ ○     b (input)
        ● │     left (dense, output) ← a
        │ ●     right (dense) ← b, parameters of left
        ├─│─●   round (activation) ← left
        ├─│─│─● again (activation) ← left
        ●─│─┴─╯ sum (add) ← left, round, again
        ●─╯     all (add, output) ← sum, right

        """), "\(text)")
    let json = try folder.json("inspect m.strata --json")
    #expect(json["layers"]?[1]?["parametersOf"] == "left" && json["outputs"] == ["all", "left"])
    try folder.put("chain.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}, "flatten"]}"#)
    try folder.succeed("new --network chain.json --output m.strata")
    #expect(try !folder.succeed("inspect m.strata").text.contains("○"))
  }

  @Test func showsAGraphOfWholeNumbersAndJoins() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"inputs": [{"name": "words", "shape": [4], "dtype": "int32"}, {"name": "size", "shape": [4, 8]}],
       "nodes": [
         {"name": "table", "inputs": ["words"], "embedding": {"count": 100, "units": 8}},
         {"name": "sum", "inputs": ["table", "size"], "add": {}},
         {"name": "both", "inputs": ["sum", "table"], "concatenate": {}},
         {"name": "out", "inputs": ["both"], "dense": {"units": 3, "constraint": "nonNegative",
          "penalty": {"l1": 0.5}}},
         {"name": "again", "inputs": ["both"], "dense": {"units": 3}, "parameters": "out"}],
       "outputs": ["out", "again"]}
      """)
    try folder.succeed("new --network net.json --output m.strata")
    #expect(
      try folder.succeed("inspect m.strata").lines[3...11].joined(separator: "\n") == """
        Layer (type)        Output shape      Parameters
        ──────────────────  ────────────────  ──────────
        words (input)       int32 [batch, 4]           0
        size (input)        [batch, 4, 8]              0
        table (embedding)   [batch, 4, 8]            800
        sum (add)           [batch, 4, 8]              0
        both (concatenate)  [batch, 4, 16]             0
        out (dense)         [batch, 4, 3]             51
        again (dense)       [batch, 4, 3]              0
        """)
    let json = try folder.json("inspect m.strata --json")
    #expect(json["parameterCount"]?.number?.double == 851)
    try folder.succeed("benchmark m.strata --seconds 0.01 --json")

    try folder.put(
      "bad.json", #"{"input": [2], "layers": [{"embedding": {"count": 3, "units": 2}}]}"#)
    let run = try folder.run("new --network bad.json --output bad.strata")
    #expect(run.code == 65)
    #expect(
      run.errors.contains(
        "embedding: expected an int32 input with a batch axis, got [batch, 2]"))
  }

  @Test func showsWhatPreparesTheInputAndHowItWasTrained() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 1 --output m.strata")
    let text = try folder.succeed("inspect m.strata").text
    #expect(
      text.contains(
        """
        input       3 columns: size (3.5000 ± 1.7078), colour (3 values), 'weight, kg' (4.8333 ± 2.6719)
        labels      3 in column species: cat, dog, 'fish, small'
        training    softmaxCrossEntropy, adam (learning rate 0.001), batch size 32, seed 0
                    1 epoch, 1 step: loss 
        """), "\(text)")
  }

  @Test func theInterfaceIsWhatAProgramReliesOn() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 1 --quiet --output m.strata")
    #expect(
      try folder.succeed("inspect m.strata --interface").text == """
        input "size": number
        input "colour": one of "blue", "green", "red"
        input "weight, kg": number
        output: one of "cat", "dog", "fish, small"

        """)
    let both = try folder.run("inspect m.strata --interface --json")
    #expect(both.code == 64 && both.text == "")
    #expect(both.errors.hasPrefix("modeltool: --json and --interface exclude each other\n"))
    let run = try folder.run("inspect no.strata --interface")
    #expect(run.code == 66 && run.errors == "modeltool: no.strata: no such file\n")
  }

  @Test func listsOnlyTheFirstOfManyColumns() throws {
    let folder = try Folder()
    let names = (1...40).map { "pixel\($0)" } + ["y"]
    try folder.put(
      "wide.csv",
      names.joined(separator: ",") + "\n" + names.map { _ in "1" }.joined(separator: ",") + "\n")
    try folder.succeed(
      "train --hidden 2 --data wide.csv --target y --prepare none --validation-data wide.csv "
        + "--epochs 1 --quiet --output m.strata")
    let text = try folder.succeed("inspect m.strata").text
    #expect(text.contains("input       40 columns: pixel1, pixel2, "))
    #expect(text.contains(" pixel12, … 28 more (see --json)\n"))
    let json = try folder.json("inspect m.strata --json")
    #expect(json["preparation"]?["input"]?["columns"]?.array?.count == 40)
  }

  @Test func jsonHoldsWhatMachinesAskFor() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 2 --seed 5 --output m.strata")
    let json = try folder.json("inspect m.strata --json")
    #expect(json["format"]?["name"]?.string == "strata")
    #expect(json["parameterCount"]?.number?.double == 30)
    #expect(json["labels"] == ["cat", "dog", "fish, small"])
    #expect(json["layers"]?.array?.map { $0["type"]?.string } == ["dense", "dense"])
    let parameters = try #require(json["parameters"]?.array)
    #expect(
      parameters.map { $0["name"]?.string }
        == ["dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"])
    #expect(parameters.map { $0["shape"] } == [[5, 3], [3], [3, 3], [3]])
    #expect(parameters.allSatisfy { $0["dtype"]?.string == "f32" })
    #expect(json["training"]?["loss"]?.string == "softmaxCrossEntropy")
    #expect(json["training"]?["epoch"]?.number?.double == 2)
    #expect(json["training"]?["seed"]?.number?.double == 5)
    #expect(json["training"]?["history"]?.array?.count == 2)
    #expect(json["hash"]?.string?.count == 64)
  }

  @Test func theHashIsOfTheContentNotOfThePath() throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}]}"#)
    for (name, seed) in [("a", 1), ("b", 1), ("c", 2)] {
      try folder.succeed("new --network net.json --seed \(seed) --output \(name)")
    }
    let hashes = try ["a", "b", "c"].map { try folder.json("inspect \($0) --json")["hash"]?.string }
    #expect(hashes[0] != nil && hashes[0] == hashes[1] && hashes[0] != hashes[2])
  }

  @Test func nothingIsNullThatShouldBeThere() throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}]}"#)
    try folder.succeed("new --network net.json --output m.strata")
    let object = try #require(folder.json("inspect m.strata --json").object)
    for key in ["format", "layers", "parameters", "parameterCount", "labels", "training", "hash"] {
      #expect(object.members.contains { $0.key == key }, "\(key)")
    }
    #expect(object["training"] == .null && object["labels"] == .null)
  }
}
