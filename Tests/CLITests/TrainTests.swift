import Strata
import StrataJSON
import Testing

/// `modeltool train`: from sizes, from a network file, from a model.
@Suite struct TrainTests {
  @Test func anAutoencoderLearnsTheRowsThemselves() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    try folder.succeed("new --preset autoencoder --inputs 4 --output net.json")
    let train = "train --network net.json --prepare standardize --data prices.csv --reconstruct"
    let run = try folder.succeed(train + " --epochs 300 --json --output m.strata")
    let losses = try run.lines.map { line in
      try #require(JSONReader.value(from: Array(line.utf8))["loss"]?.number?.double)
    }
    #expect(losses.count == 300 && losses[299] < losses[0] / 20)
    let measured = try folder.json(
      "evaluate m.strata --data prices.csv --reconstruct --json")
    let loss = try #require(measured["loss"]?.number?.double)
    #expect(loss < losses[0] / 20)
    // It goes on with the preparation that it has.
    try folder.succeed(
      "train m.strata --data prices.csv --reconstruct --epochs 1 --quiet --output n.strata")
    #expect(
      try folder.model("n.strata").model.preparation == folder.model("m.strata").model.preparation)
    let wrong = try folder.run(train + " --target price --output o.strata")
    #expect(wrong.code == 64)
    #expect(
      wrong.errors.hasPrefix(
        "modeltool: --target does not go with --reconstruct: the right answer is the row itself\n"))
    #expect(try folder.run("train --network net.json --data prices.csv --output o").code == 64)
  }

  /// M. Mazur, "A step by step backpropagation example", 2015: a network of 2-2-2 sigmoids, one
  /// step at the rate 0.5. His error is ½ Σ (t − y)², ours the mean over the two outputs: the same.
  /// He leaves the biases as they are; theirs follow from the same δ, computed in Double by
  /// Python 3.11: δ = (y − t)·y·(1 − y), δh = (Σ δ·w)·h·(1 − h), b − 0.5·δ.
  @Test func oneStepIsTheTextbooks() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"input": [2], "layers": [
        {"dense": {"units": 2, "activation": "sigmoid",
                   "weight": [[0.15, 0.25], [0.20, 0.30]], "bias": [0.35, 0.35]}},
        {"dense": {"units": 2, "activation": "sigmoid",
                   "weight": [[0.40, 0.50], [0.45, 0.55]], "bias": [0.60, 0.60]}}]}
      """)
    try folder.put("data.csv", "i1,i2,o1,o2\n0.05,0.10,0.01,0.99\n")
    try folder.succeed("new --network net.json --output before.strata")
    let before = try folder.succeed("predict before.strata --data -", input: "a,b\n0.05,0.10\n")
    let outputs = try Self.numbers(before.lines[1])
    #expect(outputs.count == 2)
    #expect(abs(outputs[0] - 0.75136507) < 1e-6 && abs(outputs[1] - 0.772928465) < 1e-6)

    let run = try folder.succeed(
      "train --network net.json --data data.csv --target o1,o2 --epochs 1 --batch-size 1 "
        + "--optimizer sgd --learning-rate 0.5 --loss meanSquaredError --prepare none "
        + "--output after.strata")
    #expect(run.errors.contains("loss 0.2984"))
    let expected: [String: [Float]] = [
      "dense1.weight": [0.149780716, 0.249751144, 0.199561432, 0.299502287],
      "dense1.bias": [0.345614323, 0.345022873],
      "dense2.weight": [0.358916480, 0.511301270, 0.408666186, 0.561370121],
      "dense2.bias": [0.530750719, 0.619049118],
    ]
    let model = try folder.model("after.strata").model
    #expect(model.parameters.map(\.name).sorted() == expected.keys.sorted())
    for parameter in model.parameters {
      let values = try #require(expected[parameter.name])
      #expect(parameter.tensor.elements.count == values.count)
      for (got, expected) in zip(parameter.tensor.elements, values) {
        #expect(abs(got - expected) <= 1e-6, "\(parameter.name): \(got), not \(expected)")
      }
    }
    // The training goes on from a model's file just as from the network file.
    try folder.succeed(
      "train before.strata --data data.csv --target o1,o2 --epochs 1 --batch-size 1 "
        + "--optimizer sgd --learning-rate 0.5 --output again.strata")
    #expect(try folder.model("again.strata").model.parameters == model.parameters)
  }

  @Test func fromANetworkFileToAModelTrainedFurther() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put(
      "net.json",
      """
      {"input": [5], "layers": [{"dense": {"units": 8, "activation": "relu"}},
      {"dense": {"units": 3}}]}
      """)
    try folder.succeed(
      "train --network net.json --data pets.csv --target species --prepare standardize "
        + "--learning-rate 0.02 --epochs 20 --quiet --output m.strata")
    let before = try folder.json("evaluate m.strata --data pets.csv --json")
    try folder.succeed("train m.strata --data pets.csv --epochs 80 --quiet --output n.strata")
    let after = try folder.json("evaluate n.strata --data pets.csv --json")
    let (first, second) = (before["loss"]?.number?.double, after["loss"]?.number?.double)
    #expect(try #require(second) < #require(first))
    #expect(after["accuracy"]?.number?.double == 1)
    #expect(after["samples"]?.number?.double == 6)
    let predicted = try folder.succeed("predict n.strata --data pets.csv").lines.dropFirst()
    #expect(
      predicted.map { $0.prefix { $0 != "0" } }
        == ["cat,", "dog,", "cat,", "\"fish, small\",", "dog,", "\"fish, small\","])
    let state = try #require(folder.model("n.strata").state)
    #expect(state.epoch == 100 && state.history.count == 100)
  }

  /// An option of a layer, before weights are drawn: as if the network file said so.
  @Test func optionsOfLayersAreSet() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    func network(_ units: Int, _ activation: String, _ rate: String) -> String {
      """
      {"input": [5], "layers": [{"dense": {"units": \(units), "activation": "\(activation)"}},
      {"dropout": {"rate": \(rate)}}, {"dense": {"units": 3}}]}
      """
    }
    try folder.put("a.json", network(8, "relu", "0.5"))
    try folder.put("b.json", network(3, "tanh", "0.25"))
    let train = "--data pets.csv --target species --epochs 2 --quiet --output"
    try folder.succeed("train --network b.json \(train) b.strata")
    try folder.succeed(
      "train --network a.json --set dense1.units=3 --set dense1.activation=tanh "
        + "--set dropout1.rate=0.25 \(train) a.strata")
    #expect(try folder.bytes("a.strata") == folder.bytes("b.strata"))
    // The last one counts; JSON is taken as such.
    try folder.succeed(
      #"train --network a.json --set dense1.units=3 --set dense1.activation={"leakyReLU":{}} "#
        + "--set dense1.activation=tanh --set=dropout1.rate=0.25 \(train) c.strata")
    #expect(try folder.bytes("c.strata") == folder.bytes("b.strata"))
    // So are the layers that --hidden makes, and those of a model, as long as its weights fit.
    try folder.succeed("train --hidden 9 --set dense1.units=2 \(train) d.strata")
    try folder.succeed("train --hidden 2 \(train) e.strata")
    #expect(try folder.bytes("d.strata") == folder.bytes("e.strata"))
    let before = try folder.model("b.strata").model
    try folder.succeed(
      "train b.strata --set dropout1.rate=0 --data pets.csv --epochs 1 --quiet --output f.strata")
    let after = try folder.model("f.strata").model
    #expect(after.architecture.nodes[1].layer == AnyLayer(Dropout(0)))
    #expect(before.architecture.nodes[1].layer == AnyLayer(Dropout(0.25)))
    #expect(after.preparation == before.preparation)
  }

  @Test func rareClassesCountAsMuch() throws {
    let folder = try Folder()
    try folder.put("data.csv", "x,y\n" + "1,a\n2,a\n3,a\n4,a\n5,a\n6,b\n")
    let train = "train --hidden 2 --data data.csv --target y --epochs 1 --quiet --output"
    try folder.succeed("\(train) m.strata --class-weights balanced")
    #expect(try folder.model("m.strata").state?.classWeights == [0.6, 3])
    try folder.succeed("train m.strata --data data.csv --epochs 1 --quiet --output n.strata")
    #expect(try folder.model("n.strata").state?.classWeights == [0.6, 3])
    try folder.succeed(
      "train m.strata --class-weights none --data data.csv --epochs 1 --quiet --output o.strata")
    #expect(try folder.model("o.strata").state?.classWeights == nil)
  }

  @Test func itStopsEarlyAndKeepsTheBest() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    // Steps so long that the loss soon goes up again.
    let train =
      "train --hidden 8 --data pets.csv --target species --optimizer sgd --learning-rate 30 "
      + "--epochs 500"
    let run = try folder.succeed("\(train) --early-stopping 4 --output m.strata")
    let state = try #require(try folder.model("m.strata").state)
    #expect(state.epoch < 500 && state.lastEpoch == nil && state.bestEpoch == nil)
    let best = state.epoch - 4
    #expect(
      run.errorLines.last
        == "stopped early: 4 epochs without a better loss; kept the weights of epoch \(best)")
    let losses = state.history.map(\.loss)
    #expect(losses.min() == losses[best - 1])
    try folder.succeed(
      train.replacing("--epochs 500", with: "--epochs \(best)") + " --quiet --output b.strata")
    #expect(
      try folder.model("b.strata").model.parameters == folder.model("m.strata").model.parameters)
    // With validation data that is what counts.
    let validated = try folder.succeed(
      "\(train) --validation-data pets.csv --early-stopping=3 --output v.strata")
    #expect(
      validated.errorLines.last?.hasPrefix(
        "stopped early: 3 epochs without a better validation loss")
        == true)
    #expect(
      try folder.succeed("\(train) --early-stopping 4 --quiet --output q.strata").errors == "")
  }

  @Test func boundsOfGradients() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let train = "train --hidden 3 --data pets.csv --target species --epochs 1 --output"
    try folder.succeed("\(train) free.strata")
    try folder.succeed("\(train) m.strata --clip-norm 0.5 --clip-value 1e-3")
    let (free, bounded) = (try folder.model("free.strata"), try folder.model("m.strata"))
    #expect(free.state?.clipNorm == nil && free.state?.clipValue == nil)
    #expect(bounded.state?.clipNorm == 0.5 && bounded.state?.clipValue == 1e-3)
    #expect(bounded.model.parameters != free.model.parameters)
    #expect(
      try folder.succeed("inspect m.strata").text.contains(", clip norm 0.5, clip value 0.001\n"))
    // A file's bounds hold until they are taken away.
    try folder.succeed(
      "train m.strata --data pets.csv --epochs 1 --clip-value none --output n.strata")
    let state = try folder.model("n.strata").state
    #expect(state?.clipNorm == 0.5 && state?.clipValue == nil)
  }

  @Test func whatIsNotSaidComesFromTheFile() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 1 --batch-size 2 --seed 9 "
        + "--optimizer sgd --momentum 0.5 --learning-rate 0.125 --validation-split 0.5 "
        + "--output m.strata")
    try folder.succeed("train m.strata --data pets.csv --epochs 1 --output n.strata")
    let state = try #require(folder.model("n.strata").state)
    #expect(state.batchSize == 2 && state.seed == 9 && state.validationSplit == 0.5)
    #expect(state.optimizer == AnyPlugin(SGD(learningRate: 0.125, momentum: 0.5)))
    #expect(state.history.map(\.epoch) == [1, 2])
    #expect(state.history.allSatisfy { $0.validationLoss != nil })
    // What is said takes its place; the rest stays.
    try folder.succeed(
      "train n.strata --data pets.csv --epochs 1 --learning-rate 0.25 --output o.strata")
    #expect(
      try folder.model("o.strata").state?.optimizer
        == AnyPlugin(SGD(learningRate: 0.25, momentum: 0.5)))
  }

  @Test(arguments: ["sgd", "sgd --momentum 0.9", "adam"], ["sgd", "sgd --momentum 0.9", "adam"])
  func anotherOptimizerCanGoOn(_ first: String, _ second: String) throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 2 --optimizer \(first) --quiet "
        + "--output m.strata")
    try folder.succeed(
      "train m.strata --data pets.csv --epochs 1 --optimizer \(second) --quiet --output n.strata")
    let state = try #require(folder.model("n.strata").state)
    #expect(state.epoch == 3)
    #expect(second.hasPrefix(state.optimizer.kind))
  }

  /// Whatever the registry knows is found by its name, and goes on from its file.
  @Test(arguments: PluginRegistry.standard.kinds(of: .optimizer))
  func everyOptimizerHasAName(_ kind: String) throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 2 --optimizer \(kind) --quiet "
        + "--output m.strata")
    try folder.succeed("train m.strata --data pets.csv --epochs 1 --quiet --output n.strata")
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 3 --optimizer \(kind) --quiet "
        + "--output whole.strata")
    let state = try #require(folder.model("n.strata").state)
    #expect(state.epoch == 3 && state.optimizer.kind == kind)
    // A break changes no bit.
    #expect(try folder.model("n.strata").encoded() == folder.model("whole.strata").encoded())
  }

  @Test func imagesAndTheirLabels() throws {
    let folder = try Folder()
    try folder.put("images.gz", gzipped(imagesIDX))
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 4 --data images.gz --labels labels --learning-rate 0.1 --epochs 20 --quiet "
        + "--output m.strata")
    let model = try folder.model("m.strata").model
    #expect(model.preparation?.input == .array(scale: 1 / 255, offset: 0))
    #expect(try folder.json("inspect m.strata --json")["labels"] == ["3", "7"])
    let run = try folder.succeed("predict m.strata --data images.gz --top 1")
    #expect(run.lines[0] == "label_1,probability_1")
    #expect(run.lines.dropFirst().map { $0.first } == (0..<40).map { $0 % 2 == 0 ? "3" : "7" })
    let result = try folder.json("evaluate m.strata --data images.gz --labels labels --json")
    #expect(result["accuracy"]?.number?.double == 1)
  }

  @Test func imagesIntoANetworkThatKnowsTheirShape() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels.gz", gzipped(labelsIDX))
    try folder.put(
      "net.json",
      """
      {"input": [2, 2], "layers": [{"rescaling": {"scale": 0.00392156862745098}}, "flatten",
      {"dense": {"units": 2, "activation": "softmax"}}]}
      """)
    try folder.succeed(
      "train --network net.json --data images --labels labels.gz --learning-rate 0.1 --epochs 20 "
        + "--validation-data images --validation-labels labels.gz --quiet --output m.strata")
    let file = try folder.model("m.strata")
    #expect(file.model.preparation?.input == .array(scale: 1, offset: 0))
    #expect(file.state?.loss.kind == "categoricalCrossEntropy")
    #expect(file.state?.history.last?.validationMetrics == [.init("accuracy", 1)])
  }

  // MARK: - Losses

  /// Options, and the loss and the number of outputs that they should give.
  @Test(
    arguments: [
      ("--target species", "softmaxCrossEntropy", 3),
      ("--target size", "meanSquaredError", 1),
      ("--target size --loss softmaxCrossEntropy", "softmaxCrossEntropy", 6),
      ("--target size --loss meanAbsoluteError", "meanAbsoluteError", 1),
      ("--target species --loss categoricalCrossEntropy", "categoricalCrossEntropy", 3),
      ("--target colour,species", "", 0),
    ])
  func theLossFollowsTheTarget(_ options: String, _ loss: String, _ outputs: Int) throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let run = try folder.run(
      "train --hidden 2 --data pets.csv \(options) --epochs 1 --quiet --output m.strata")
    guard outputs > 0 else {
      #expect(run.code == 65)
      #expect(
        run.errors == "modeltool: pets.csv: preparation: target 'colour': expected numbers, as "
          + "there are 2 targets, got classes\n")
      return
    }
    #expect(run.code == 0, "\(run.errors)")
    let file = try folder.model("m.strata")
    #expect(file.state?.loss.kind == loss)
    #expect(try file.model.signature().outputTypes[0].sampleCount == outputs)
  }

  /// Every loss by its name, with its defaults, for a yes or no answer in numbers.
  @Test(arguments: PluginRegistry.standard.kinds(of: .loss)) func anyLossByName(
    _ loss: String
  ) throws {
    let folder = try Folder()
    try folder.put("data.csv", "a,b,y\n1,2,0\n3,1,1\n0,2,0\n2,0,1\n5,1,1\n1,1,0\n")
    try folder.succeed(
      "train --hidden 4 --data data.csv --target y --loss \(loss) --epochs 3 --batch-size 2 "
        + "--quiet --output m.strata")
    let state = try #require(try folder.model("m.strata").state)
    #expect(state.loss.kind == loss && state.epoch == 3)
    #expect(try #require(state.history.last).loss.isFinite)
    try folder.succeed("evaluate m.strata --data data.csv --target y")
  }

  /// Those for classes, where the answer is a word.
  @Test(arguments: [
    ("hinge", 1), ("squaredHinge", 1), ("focal", 1), ("sigmoidCrossEntropy", 1),
    ("binaryCrossEntropy", 1), ("softmaxCrossEntropy", 2), ("categoricalCrossEntropy", 2),
    ("klDivergence", 2),
  ])
  func lossesForTwoWords(_ loss: String, _ outputs: Int) throws {
    let folder = try Folder()
    try folder.put(
      "data.csv", "a,b,y\n1,2,no\n3,1,yes\n0,2,no\n2,0,yes\n5,1,yes\n1,1,no\n")
    try folder.succeed(
      "train --hidden 4 --data data.csv --target y --loss \(loss) --epochs 40 --batch-size 2 "
        + "--learning-rate 0.05 --quiet --output m.strata")
    let file = try folder.model("m.strata")
    #expect(file.state?.loss.kind == loss)
    #expect(try file.model.signature().outputTypes.first?.sampleCount == outputs)
    let text = try folder.succeed("predict m.strata --data data.csv").lines.dropFirst()
    #expect(text.map { $0.hasPrefix("yes") } == [false, true, false, true, true, false], "\(text)")
  }

  /// The last activation, the loss that was asked for, and the one that fits both.
  @Test(
    arguments: [
      ("identity", "categoricalCrossEntropy", "softmaxCrossEntropy"),
      ("softmax", "categoricalCrossEntropy", "categoricalCrossEntropy"),
      ("softmax", "softmaxCrossEntropy", "categoricalCrossEntropy"),
      ("relu", "softmaxCrossEntropy", "softmaxCrossEntropy"),
    ])
  func theLossFitsWhatTheNetworkGives(_ last: String, _ asked: String, _ loss: String) throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put(
      "net.json",
      """
      {"input": [5], "layers": [{"dense": {"units": 3, "activation": "\(last)"}}]}
      """)
    try folder.succeed(
      "train --network net.json --data pets.csv --target species --loss \(asked) --epochs 1 "
        + "--quiet --output m.strata")
    #expect(try folder.model("m.strata").state?.loss.kind == loss)
    for line in try folder.succeed("predict m.strata --data pets.csv --top 3").lines.dropFirst() {
      let fields = line.split(separator: ",").compactMap { Double($0) }
      #expect(abs(fields.reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func oneTrainedOnLogitsPredictsProbabilities() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    for (name, last) in [("logits", "identity"), ("softmax", "softmax")] {
      try folder.put(
        "net.json",
        """
        {"input": [5], "layers": [{"dense": {"units": 3, "activation": "\(last)"}}]}
        """)
      try folder.succeed(
        "train --network net.json --data pets.csv --target species --epochs 3 --quiet "
          + "--output \(name)")
      let loss = try folder.model(name).state?.loss.kind
      #expect(loss == (name == "softmax" ? "categoricalCrossEntropy" : "softmaxCrossEntropy"))
      let lines = try folder.succeed("predict \(name) --data pets.csv --format jsonl").lines
      #expect(lines.count == 6)
      for line in lines {
        let object = try JSONReader.value(from: Array(line.utf8))
        let all = try #require(object["probabilities"]?.object).members
        #expect(all.map(\.key) == ["cat", "dog", "fish, small"])
        let sum = all.reduce(0) { $0 + ($1.value.number?.double ?? .nan) }
        #expect(abs(sum - 1) < 1e-6)
        #expect(all.allSatisfy { ($0.value.number?.double ?? -1) >= 0 })
        // The label is the most probable one.
        let best = all.max { ($0.value.number?.double ?? 0) < ($1.value.number?.double ?? 0) }
        #expect(object["label"]?.string == best?.key)
        #expect(object["probability"] == best?.value)
      }
    }
  }

  @Test func yesOrNoFromOneOutput() throws {
    let folder = try Folder()
    try folder.put("data.csv", "x,answer\n-2,no\n-1,no\n1,yes\n2,yes\n")
    try folder.put("net.json", #"{"input": [1], "layers": [{"dense": {"units": 1}}]}"#)
    for options in ["--network net.json --loss sigmoidCrossEntropy", "--network net.json"] {
      try folder.succeed(
        "train \(options) --data data.csv --target answer --optimizer sgd --learning-rate 1 "
          + "--epochs 30 --quiet --output m.strata")
      #expect(try folder.model("m.strata").state?.loss.kind == "sigmoidCrossEntropy")
      let lines = try folder.succeed("predict m.strata --data data.csv --top 2").lines
      #expect(lines[0] == "label_1,probability_1,label_2,probability_2")
      #expect(lines.dropFirst().map { $0.prefix(3) } == ["no,", "no,", "yes", "yes"])
      for line in lines.dropFirst() {
        let fields = line.split(separator: ",")
        let (first, second) = (try #require(Double(fields[1])), try #require(Double(fields[3])))
        #expect(first > 0.5 && abs(first + second - 1) < 1e-6)
      }
      let result = try folder.json("evaluate m.strata --data data.csv --json")
      #expect(result["accuracy"]?.number?.double == 1)
    }
  }

  @Test func numbersZeroAndOnePredictProbabilities() throws {
    let folder = try Folder()
    try folder.put("data.csv", "x,y\n-20,0\n-10,0\n10,1\n20,1\n")
    try folder.succeed(
      "train --hidden 4 --data data.csv --target y --loss sigmoidCrossEntropy --learning-rate 0.1 "
        + "--epochs 60 --quiet --output m.strata")
    let run = try folder.succeed("predict m.strata --data data.csv")
    #expect(run.lines[0] == "y")
    let values = try run.lines.dropFirst().map { try #require(Double($0)) }
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    #expect(values.map { $0 > 0.5 } == [false, false, true, true])
  }

  @Test func scaledTargetsAreReportedInTheirOwnUnits() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    let train = try folder.succeed(
      "train --hidden 8 --data prices.csv --target price,debt --learning-rate 0.02 --epochs 300 "
        + "--output m.strata")
    // Predicting means would cost ((310² + …) − mean²) / 2, over 5,000.
    #expect(train.errorLines[0].contains("  meanAbsoluteError "))
    let result = try folder.json("evaluate m.strata --data prices.csv --json")
    let lines = try folder.succeed("predict m.strata --data prices.csv").lines
    #expect(lines[0] == "price,debt")
    let right = [(100.0, -5.0), (220, -4), (310, -6), (390, -9)]
    var (squares, distances) = (0.0, 0.0)
    for (line, right) in zip(lines.dropFirst(), right) {
      let numbers = try Self.numbers(line)
      let (a, b) = (numbers[0] - right.0, numbers[1] - right.1)
      #expect(abs(a) < 60 && abs(b) < 2)
      squares += (a * a + b * b) / 2 / 4
      distances += (abs(a) + abs(b)) / 2 / 4
    }
    let loss = try #require(result["loss"]?.number?.double)
    #expect(abs(loss - squares) <= 1e-4 * squares)
    let error = try #require(result["meanAbsoluteError"]?.number?.double)
    #expect(abs(error - distances) <= 1e-4 * distances)
    // The first epoch's loss is of the order of the prices' squares, not of scaled ones.
    let first = try #require(folder.model("m.strata").state?.history.first?.loss)
    #expect(first > 1000)
  }

  // MARK: - Tables

  @Test func prepareNoneTakesNumbersAsTheyAre() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    for (options, mean) in [("", 2.5), (" --prepare none", 0), (" --prepare standardize", 2.5)] {
      try folder.succeed(
        "train --hidden 2 --data prices.csv --target price --epochs 1 --quiet --output m.strata"
          + options)
      let preparation = try #require(folder.model("m.strata").model.preparation)
      guard case .columns(let columns) = preparation.input,
        case .number(let got, _, _) = columns[0].kind
      else {
        Issue.record("no columns")
        return
      }
      #expect(columns.map(\.name) == ["area", "rooms", "debt"])
      #expect(got == mean)
      guard case .numbers(let targets) = preparation.target else {
        Issue.record("no numbers")
        return
      }
      #expect((targets[0].mean == 0) == (mean == 0))
    }
  }

  @Test func anUntrainedModelMayBePreparedFor() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    try folder.put(
      "net.json",
      """
      {"input": [2], "layers": [{"dropout": {"rate": 0.5}}, {"dense": {"units": 2}}]}
      """)
    try folder.succeed("new --network net.json --seed 4 --output new.strata")
    let options = "--data prices.csv --target price,debt --prepare standardize --epochs 2 --quiet"
    try folder.succeed("train new.strata --seed 4 \(options) --output a")
    try folder.succeed("train --network net.json --seed 4 \(options) --output b")
    #expect(try folder.bytes("a") == folder.bytes("b"))
  }

  @Test func textColumnsAreOneHotEitherWay() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    for options in ["", " --prepare none"] {
      try folder.succeed(
        "train --hidden 2 --data pets.csv --target species --epochs 1 --quiet --output m.strata"
          + options)
      let model = try folder.model("m.strata").model
      #expect(model.architecture.inputs[0].type.sampleCount == 5)
    }
  }

  @Test func columnsOfCodesAreTextWhenAskedFor() throws {
    let folder = try Folder()
    try folder.put("codes.csv", "code,x,y\n01,1,2\n02,3,4\n01,2,3\n")
    try folder.succeed(
      "train --hidden 2 --data codes.csv --target y --text code --epochs 1 --quiet "
        + "--output m.strata")
    #expect(
      try folder.succeed("inspect m.strata").text
        .contains("2 columns: code (2 values), x (2.0000 ± 0.8165)"))
    let unknown = try folder.run("predict m.strata --data -", input: "code,x\n1,1\n")
    #expect(unknown.code == 65)
    #expect(
      unknown.errors.contains("line 2, column 'code': unknown value '1' (known: 01, 02)"))
  }

  @Test func missingValuesAreRefusedOrImputed() throws {
    let folder = try Folder()
    try folder.put("gaps.csv", "a,b,y\n1,red,1\n,red,2\n3,?,3\n5,blue,4\n")
    let train = "train --hidden 2 --data gaps.csv --target y --epochs 1 --quiet --output m.strata"
    let refused = try folder.run(train)
    #expect(refused.code == 65)
    #expect(
      refused.errors == "modeltool: gaps.csv: csv: line 3, column 'a': missing value (impute it, "
        + "or fill it in)\n")
    #expect(try folder.names == ["gaps.csv"])
    try folder.succeed(train + " --impute mean")
    // The mean of 1, 3 and 5; red is more frequent than blue.
    let run = try folder.succeed("predict m.strata --data -", input: "b,a\nred,3\n,\n")
    #expect(run.lines.count == 3 && run.lines[1] == run.lines[2])
  }

  @Test func anyDelimiterGzipAndStandardInput() throws {
    let folder = try Folder()
    let pets = "size,colour,species\n1,red,cat\n2,blue,dog\n3,red,cat\n"
    try folder.put("pets.csv", pets)
    let train = "train --hidden 2 --target species --epochs 2 --quiet --data "
    try folder.succeed(train + "pets.csv --output a")
    let semicolons = String(pets.map { $0 == "," ? ";" : $0 })
    try folder.succeed(train + "- --output b", input: semicolons)
    let words = (train + "- --output c").split(separator: " ").map(String.init)
    let run = try folder.run(words, input: gzipped(Array(pets.utf8)))
    #expect(run.code == 0, "\(run.errors)")
    #expect(try folder.bytes("a") == folder.bytes("b"))
    #expect(try folder.bytes("a") == folder.bytes("c"))
  }

  @Test func withoutAHeaderColumnsHaveNumbers() throws {
    let folder = try Folder()
    try folder.put("data.csv", "5,7,1\n6,8,2\n")
    for header in ["no", "auto"] {
      try folder.succeed(
        "train --hidden 2 --data data.csv --header \(header) --target column_3 --epochs 1 --quiet "
          + "--output m.strata")
      let run = try folder.succeed(
        "predict m.strata --header no --data -", input: "5,7\n")
      #expect(run.lines.count == 2 && run.lines[0] == "column_3")
    }
    let run = try folder.run(
      "train --hidden 2 --data data.csv --header yes --target 7 --epochs 1 --quiet "
        + "--output m.strata")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try folder.succeed("predict m.strata --data -", input: "1,5\n2,6\n").lines[0] == "7")
  }

  @Test func aTargetWithACommaStandsInQuotes() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let words = [
      "train", "--hidden", "2", "--data", "pets.csv", "--target", "size,\"weight, kg\"",
      "--epochs", "1", "--quiet", "--output", "m.strata",
    ]
    let run = try folder.run(words)
    #expect(run.code == 0, "\(run.errors)")
    let lines = try folder.succeed("predict m.strata --data pets.csv").lines
    #expect(lines[0] == "size,\"weight, kg\"")
  }

  @Test func writesTheModelToStandardOutput() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let train = "train --hidden 2 --data pets.csv --target species --epochs 1 --output "
    let run = try folder.succeed(train + "-")
    try folder.succeed(train + "m.strata")
    #expect(try run.output == folder.bytes("m.strata"))
  }

  /// The numbers of a line of CSV.
  private static func numbers(_ line: String) throws -> [Double] {
    try line.split(separator: ",").map { try #require(Double($0)) }
  }
}
