import StrataJSON
import Testing

/// What somebody gets wrong, and what modeltool says: one line with what, where, expected and got,
/// the exit code of its kind, and nothing written.
@Suite struct BadInputTests {
  /// A command line, what stands on standard input, the exit code and the line without `modeltool: `.
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let input: String
    let code: Int32
    let message: String

    init(_ line: String, input: String = "", _ code: Int32, _ message: String) {
      self.line = line
      self.input = input
      self.code = code
      self.message = message
    }

    var testDescription: String { line }
  }

  /// A folder with good files of every kind, and `old`, which somebody would miss.
  private static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put("prices.csv", pricesCSV)
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.put("old", "something dear")
    try folder.put(
      "net.json", #"{"input": [3], "layers": [{"dense": {"units": 2, "activation": "relu"}}]}"#)
    try folder.put("one.json", #"{"input": [1], "layers": [{"dense": {"units": 1}}]}"#)
    try folder.succeed("new --network net.json --output plain.strata")
    try folder.succeed(
      "train --hidden 2 --data pets.csv --target species --epochs 1 --quiet --output pets.strata")
    try folder.succeed(
      "train --hidden 2 --data prices.csv --target price --epochs 1 --quiet "
        + "--output prices.strata")
    try folder.succeed(
      "train --hidden 2 --data images --labels labels --epochs 1 --quiet --output images.strata")
    return folder
  }

  /// Runs a case in a folder and looks at all that it leaves.
  private static func check(_ folder: Folder, _ wrong: Case) throws {
    let before = try folder.contents
    let run = try folder.run(wrong.line, input: wrong.input)
    #expect(run.code == wrong.code, "\(run.errors)")
    let command = wrong.line.split(separator: " ").first.map(String.init) ?? ""
    let isCommand = [
      "demo", "new", "train", "inspect", "predict", "evaluate", "explain", "benchmark",
    ].contains(command)
    let hint = "Try 'modeltool help\(isCommand ? " " + command : "")'.\n"
    #expect(
      run.errors == "modeltool: \(wrong.message)\n" + (wrong.code == 64 ? hint : ""))
    #expect(run.text == "")
    #expect(try folder.contents == before)
  }

  private static let train = "train --hidden 2 --epochs 1 --quiet"

  // MARK: - Command lines

  @Test(
    arguments: [
      Case("trian", 64, "unknown command 'trian'; did you mean 'train'?"),
      Case("frobnicate", 64, "unknown command 'frobnicate'"),
      Case("help trian", 64, "unknown command 'trian'; did you mean 'train'?"),
      Case("--network", 64, "unknown command '--network'"),
      Case("train --epoch 3", 64, "unknown option '--epoch'; did you mean '--epochs'?"),
      Case("train --frobnicate 3", 64, "unknown option '--frobnicate'"),
      Case("inspect --jsn pets.strata", 64, "unknown option '--jsn'; did you mean '--json'?"),
      Case("train --epochs", 64, "--epochs: expected N, got nothing"),
      Case(
        "train --hidden 2 --output= --data pets.csv", 64, "--output: expected FILE, got nothing"),
      Case("train --epochs --quiet", 64, "--epochs: expected N, got nothing"),
      Case("train --epochs 1 --epochs 2", 64, "--epochs: given twice"),
      Case("inspect --json=yes pets.strata", 64, "--json: expected no value, got 'yes'"),
      Case("new --output old", 64, "--network is missing"),
      Case("new --network net.json", 64, "--output is missing"),
      Case("new net.json --output old", 64, "unexpected 'net.json'"),
      Case("train --hidden 2 --data pets.csv --target species", 64, "--output is missing"),
      Case("train --hidden 2 --target species --output old", 64, "--data is missing"),
      Case(
        "train --data pets.csv --target species --output old", 64,
        "expected one of MODEL.strata, --network and --hidden, got none"),
      Case(
        "train pets.strata --hidden 2 --data pets.csv --output old", 64,
        "expected one of MODEL.strata, --network and --hidden, got more"),
      Case(
        "train pets.strata --prepare none --data pets.csv --output old", 64,
        "--prepare: a trained model's file says how it prepares data"),
      Case(
        "train pets.strata --impute mean --data pets.csv --output old", 64,
        "--impute: a trained model's file says how it prepares data"),
      Case(
        "train pets.strata --text size --data pets.csv --output old", 64,
        "--text: a trained model's file says how it prepares data"
      ),
      Case(
        "train --network net.json --activation relu --data pets.csv --output old", 64,
        "--activation goes with --hidden"),
      Case("train --resume --data pets.csv", 64, "MODEL.strata is missing"),
      Case(
        "train pets.strata --resume --epochs 3 --data pets.csv", 64,
        "--epochs: --resume completes the training as it was begun"),
      Case(
        "train plain.strata --resume --data pets.csv", 65,
        "plain.strata: expected a training that was interrupted, got an untrained model"),
      Case(
        "train pets.strata --search batch-size=1|2 --data pets.csv --output old", 64,
        "--search goes with --hidden or --network: a model has seen its data"),
      Case(
        "train --hidden 2 --json --data pets.csv --target species --output -", 64,
        "--json prints where --output - would write the model"),
      Case(
        "train --hidden 2 --checkpoint-every 1 --data pets.csv --target species --output -", 64,
        "--checkpoint-every needs a file as --output"),
      Case(
        "train --search hidden=2|4 --data pets.csv --target species --output -", 64,
        "--search prints where --output - would write the model"),
      Case(
        "train --hidden 2 --set dense9.units=3 --data pets.csv --target species --output old", 64,
        "--set: expected one of the layers dense1, dense2, got 'dense9'"),
      Case(
        "train --hidden 2 --set dense1.unit=3 --data pets.csv --target species --output old", 64,
        "--set: expected one of the options activation, bias, biasInitializer, constraint, penalty, "
          + "units, weight, weightInitializer of 'dense1', got 'unit'"),
      Case(
        "train --hidden 2 --set dense1.units=many --data pets.csv --target species --output old",
        64, "--set: dense1.units: expected an integer, got 'many'"),
      Case(
        "train pets.strata --set dense1.units=3 --data pets.csv --output old", 64,
        "--set: the weights of a trained model stay: parameters: expected 'dense1.weight' [5, 3], "
          + "got 'dense1.weight' [5, 2]"),
      Case(
        "train --hidden 2 --class-weights balanced --data prices.csv --target price --output old",
        64, "--class-weights goes with classes; the targets are numbers"),
      Case(
        "train --search batch-size=2|4 --hidden 2 --folds 9 --data pets.csv --target species "
          + "--output old", 65,
        "folds: expected 2 or more, and at most as many as the 6 samples, got 9"),
      Case("inspect", 64, "MODEL.strata is missing"),
      Case("inspect pets.strata old", 64, "expected one MODEL.strata, got 'old' too"),
      Case("predict pets.strata", 64, "--data is missing"),
      Case("predict --data pets.csv", 64, "MODEL.strata is missing"),
      Case(
        "predict pets.strata --data pets.csv --format xml", 64,
        "--format: expected csv or jsonl, got 'xml'"),
      Case(
        "predict pets.strata --data pets.csv --top 0", 64,
        "--top: expected a whole number from 1 on, got '0'"),
      Case(
        "predict prices.strata --data prices.csv --top 2 --output old", 64,
        "--top goes with models that know labels; this one gives numbers"),
      Case(
        "predict prices.strata prices.csv --probabilities", 64,
        "--probabilities goes with models that know labels; this one gives numbers"),
      Case(
        "predict pets.strata pets.csv --columns label", 64,
        "--columns: 'label' is the name of a column of the answers"),
      Case(
        "predict images.strata images --columns id", 64,
        "--columns goes with tables; images and arrays have no columns"),
      Case(
        "predict pets.strata pets.csv --from xml", 64,
        "--from: expected one of csv, idx, jsonl, netpbm, npy, png, got 'xml'"),
      Case(
        "predict pets.strata pets.csv --white 0", 64, "--white: expected a number over 0, got '0'"),
      Case(
        "predict pets.strata pets.csv --flush=yes", 64, "--flush: expected no value, got 'yes'"),
      Case("evaluate pets.strata", 64, "--data is missing"),
      Case("benchmark --batch 1", 64, "MODEL.strata is missing"),
      Case(
        "benchmark pets.strata --batch 1,0", 64,
        "--batch: expected whole numbers from 1 on, got '0'"),
      Case(
        "benchmark pets.strata --threads two", 64,
        "--threads: expected whole numbers from 1 to 1024, got 'two'"),
      Case(
        "benchmark pets.strata --batch 1,,2", 64,
        "--batch: expected words separated by commas, got '1,,2'"),
      Case(
        "benchmark pets.strata --seconds 0", 64, "--seconds: expected seconds over 0, got '0'"),
    ])
  func aCommandLineThatCannotBe(_ wrong: Case) throws { try Self.check(Self.folder(), wrong) }

  @Test(
    arguments: [
      ("--epochs 0", "--epochs: expected a whole number from 1 on, got '0'"),
      ("--epochs 1.5", "--epochs: expected a whole number from 1 on, got '1.5'"),
      ("--epochs=", "--epochs: expected N, got nothing"),
      (
        "--epochs 9223372036854775808",
        "--epochs: expected a whole number from 1 on, got '9223372036854775808'"
      ),
      ("--batch-size -1", "--batch-size: expected a whole number from 1 on, got '-1'"),
      ("--batch-size 0", "--batch-size: expected a whole number from 1 on, got '0'"),
      ("--threads 0", "--threads: expected a whole number from 1 to 1024, got '0'"),
      ("--threads 1025", "--threads: expected a whole number from 1 to 1024, got '1025'"),
      ("--learning-rate nan", "--learning-rate: expected a number over 0, got 'nan'"),
      ("--learning-rate inf", "--learning-rate: expected a number over 0, got 'inf'"),
      ("--learning-rate 0", "--learning-rate: expected a number over 0, got '0'"),
      ("--learning-rate -0.1", "--learning-rate: expected a number over 0, got '-0.1'"),
      (
        "--validation-split 1.5",
        "--validation-split: expected a share over 0 and below 1, got '1.5'"
      ),
      (
        "--validation-split 0", "--validation-split: expected a share over 0 and below 1, got '0'"
      ),
      ("--seed -1", "--seed: expected a whole number from 0 on, got '-1'"),
      ("--prepare minmax", "--prepare: expected standardize or none, got 'minmax'"),
      ("--impute zero", "--impute: expected mean or none, got 'zero'"),
      ("--header maybe", "--header: expected yes, no or auto, got 'maybe'"),
      ("--hidden 12,x", "--hidden: expected whole numbers over 0, got 'x'"),
      ("--hidden 12,0", "--hidden: expected whole numbers over 0, got '0'"),
      ("--hidden 12,", "--hidden: expected words separated by commas, got '12,'"),
      (
        "--activation rellu",
        "--activation: unknown activation 'rellu' (known: celu, elu, gelu, geluTanh, hardSigmoid, "
          + "hardSwish, hardTanh, identity, leakyReLU, logSigmoid, logSoftmax, mish, relu, relu6, "
          + "selu, sigmoid, silu, softmax, softplus, softsign, tanh)"
      ),
      (
        "--loss mse",
        "--loss: unknown loss 'mse' (known: binaryCrossEntropy, categoricalCrossEntropy, "
          + "cosineSimilarity, focal, hinge, huber, klDivergence, logCosh, meanAbsoluteError, "
          + "meanSquaredError, meanSquaredLogarithmicError, poisson, quantile, sigmoidCrossEntropy, "
          + "softmaxCrossEntropy, squaredHinge)"
      ),
      (
        "--optimizer adams",
        "--optimizer: unknown optimizer 'adams' (known: adadelta, adagrad, adam, adamW, adamax, "
          + "amsgrad, lbfgs, lion, nadam, rmsProp, sgd)"
      ),
      ("--momentum 1", "--momentum: expected a number from 0 up to below 1, got '1'"),
      (
        "--clip-norm 0",
        "--clip-norm: expected a number over 0 within the range of Float, or none, got '0'"
      ),
      (
        "--clip-value some",
        "--clip-value: expected a number over 0 within the range of Float, or none, got 'some'"
      ),
      ("--momentum 0.5", "--momentum goes with --optimizer sgd"),
      (
        "--validation-data pets.csv --validation-split 0.5",
        "expected --validation-data or --validation-split, got both"
      ),
      ("--validation-labels labels", "--validation-labels goes with --validation-data"),
      ("--labels labels", "expected --labels for an array or --target for a table, got both"),
      (
        "--checkpoint-every 0",
        "--checkpoint-every: expected a number of epochs, or of steps as 500-steps, got '0'"
      ),
      (
        "--checkpoint-every 5-epochs",
        "--checkpoint-every: expected a number of epochs, or of steps as 500-steps, got '5-epochs'"
      ),
      ("--early-stopping 0", "--early-stopping: expected a whole number from 1 on, got '0'"),
      ("--early-stopping=soon", "--early-stopping: expected a whole number from 1 on, got 'soon'"),
      ("--early-stopping=", "--early-stopping: expected [N], got nothing"),
      ("--class-weights even", "--class-weights: expected balanced or none, got 'even'"),
      ("--set units=3", "--set: expected LAYER.OPTION=VALUE, got 'units=3'"),
      ("--set dense1.units", "--set: expected LAYER.OPTION=VALUE, got 'dense1.units'"),
      ("--set dense1.units=", "--set: expected LAYER.OPTION=VALUE, got 'dense1.units='"),
      ("--set .units=3", "--set: expected LAYER.OPTION=VALUE, got '.units=3'"),
      ("--set dense1.=3", "--set: expected LAYER.OPTION=VALUE, got 'dense1.=3'"),
      ("--resume", "--hidden: --resume completes the training as it was begun"),
      ("--plot --quiet", "expected --plot or --quiet, got both"),
      ("--trials 3", "--trials goes with --search"),
      ("--folds 3", "--folds goes with --search"),
      (
        "--search rates",
        "--search: space: expected NAME=LOW..HIGH or NAME=A|B, separated by commas, got 'rates'"
      ),
      (
        "--search batch-size=9..3",
        "--search: 'batch-size': expected two numbers LOW..HIGH, the lower one first, got '9..3'"
      ),
      (
        "--search epochs=1..9",
        "--search: expected activation, batch-size, clip-norm, clip-value, hidden, learning-rate, "
          + "momentum, optimizer or LAYER.OPTION, got 'epochs'"
      ),
      ("--search hidden=2|4", "--hidden: --search varies it"),
      (
        "--search batch-size=2|4 --trials 0",
        "--trials: expected a whole number from 1 to 10000, got '0'"
      ),
      (
        "--search batch-size=2|4 --folds 1",
        "--folds: expected a whole number from 2 on, got '1'"
      ),
      (
        "--search batch-size=0|4", "--batch-size: expected a whole number from 1 on, got '0'"
      ),
      (
        "--search momentum=0|0.9", "--momentum goes with --optimizer sgd"
      ),
      (
        "--search batch-size=2|4 --validation-split 0.1",
        "--validation-split does not go with --search, which measures on its folds"
      ),
      (
        "--search batch-size=2|4 --early-stopping",
        "--early-stopping does not go with --search, which measures on its folds"
      ),
    ])
  func anOptionThatCannotBe(_ option: String, _ message: String) throws {
    // No file is read before: there is none.
    let folder = try Folder()
    try folder.put("old", "something dear")
    let hidden = option.hasPrefix("--hidden") ? "" : "--hidden 2 "
    try Self.check(
      folder,
      Case("train \(hidden)--data no.csv --target y --output old \(option)", 64, message))
  }

  // MARK: - Files

  @Test(
    arguments: [
      Case("new --network no.json --output old", 66, "no.json: no such file"),
      Case("new --network . --output old", 66, ".: cannot read: is a directory"),
      Case("inspect no.strata", 66, "no.strata: no such file"),
      Case("inspect .", 66, ".: cannot read: is a directory"),
      Case("predict no.strata --data pets.csv --output old", 66, "no.strata: no such file"),
      Case("predict pets.strata --data no.csv --output old", 66, "no.csv: no such file"),
      Case("predict pets.strata --data no.csv", 66, "no.csv: no such file"),
      Case(
        "predict pets.strata --data .", 65,
        ".: expected a folder with images (pbm, pgm, png, pnm, ppm), got none"),
      Case("evaluate no.strata --data pets.csv", 66, "no.strata: no such file"),
      Case("evaluate pets.strata --data no.csv", 66, "no.csv: no such file"),
      Case("evaluate images.strata --data images --labels no", 66, "no: no such file"),
      Case("train no.strata --data pets.csv --output old", 66, "no.strata: no such file"),
      Case("\(train) --data no.csv --target y --output old", 66, "no.csv: no such file"),
      Case("\(train) --data images --labels no --output old", 66, "no: no such file"),
      Case(
        "\(train) --data pets.csv --target species --validation-data no.csv --output old", 66,
        "no.csv: no such file"),
      // The output is looked at before the data, and before hours of training.
      Case(
        "\(train) --data no.csv --target y --output no/m.strata", 73,
        "no/m.strata: cannot create: no such file or directory"),
      Case(
        "\(train) --data no.csv --target y --output .", 73, ".: cannot create: is a directory"),
      Case(
        "\(train) --data no.csv --target y --output old/m.strata", 73,
        "old/m.strata: cannot create: not a directory"),
      Case(
        "demo --output no/m.strata", 73, "no/m.strata: cannot create: no such file or directory"),
      Case(
        "new --network net.json --output no/m.strata", 73,
        "no/m.strata: cannot create: no such file or directory"),
      Case(
        "predict pets.strata --data pets.csv --output no/out.csv", 73,
        "no/out.csv: cannot create: no such file or directory"),
      Case(
        "predict pets.strata --data pets.csv --output /proc/out.csv", 73,
        "/proc/out.csv: cannot create: no such file or directory"),
      Case(
        "predict pets.strata --data pets.csv --output /dev/full", 73,
        "/dev/full: cannot write: no space left on device"),
    ])
  func aFileThatIsNotThereOrCannotBeWritten(_ wrong: Case) throws {
    try Self.check(Self.folder(), wrong)
  }

  // MARK: - Tables

  @Test(
    arguments: [
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,2\n3\n", 65,
        "standard input: csv: line 3: expected 2 fields, got 1"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,2\n3,4,5\n", 65,
        "standard input: csv: line 3: expected 2 fields, got 3"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,2\nabc,4\n", 65,
        "standard input: csv: line 3, column 'a': expected a number, got 'abc'"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,2\n3,NA\n", 65,
        "standard input: csv: line 3, column 'y': missing value (a target cannot be imputed)"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,2\n\"3,4\n", 65,
        "standard input: csv: line 3: expected a closing quote, got the end of the file"),
      Case(
        "\(train) --data - --target y --output old", input: "", 65,
        "standard input: csv: expected a header or a row, got nothing"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n", 65,
        "standard input: preparation: table: expected at least one row, got none"),
      Case(
        "\(train) --data - --target y --output old", input: "y\n1\n2\n", 65,
        "standard input: preparation: input: expected at least one column, got none"),
      Case(
        "\(train) --data - --target y --output old", input: "a,y\n1,one\n2,one\n", 65,
        "standard input: preparation: target 'y': expected at least 2 classes, got only 'one'"),
      Case(
        "\(train) --data pets.csv --target species,kind --output old", 65,
        "pets.csv: csv: no column 'kind' (columns: size, colour, weight, kg, species)"),
      Case(
        "\(train) --data pets.csv --output old", 64,
        "--target is missing: which column holds the right answer?"),
      Case(
        "\(train) --data pets.csv --labels labels --output old", 64,
        "--labels goes with an array; a table's right answers are in --target"),
      Case(
        "\(train) --data pets.csv --target species --loss meanSquaredError --output old", 65,
        "meanSquaredError: expected targets that are numbers, got class labels"),
      Case(
        "\(train) --data pets.csv --target species --validation-data prices.csv --output old", 65,
        "prices.csv: csv: no column 'colour' (columns: area, rooms, price, debt)"),
      Case(
        "\(train) --data pets.csv --target species --validation-data - --output old",
        input: "size,colour,\"weight, kg\",species\n1,red,2,cow\n", 65,
        "standard input: csv: line 2, column 'species': unknown value 'cow' "
          + "(known: cat, dog, fish, small)"),
      Case(
        "\(train) --data pets.csv --target species --validation-split 0.01 --output old", 65,
        "validation split: expected a share of 6 samples that leaves both parts some, got 0.01"),
      Case(
        "predict pets.strata --data -", input: "size,colour\n1,red\n", 65,
        "standard input: csv: no column 'weight, kg' (columns: size, colour)"),
      Case(
        "predict pets.strata --data - --output old",
        input: "size,colour,\"weight, kg\"\n1,red,2\n1,black,2\n", 65,
        "standard input: line 3, column 'colour': unknown value 'black' "
          + "(known: blue, green, red)"),
      Case(
        "predict pets.strata --data -", input: "size,colour,\"weight, kg\"\n1,red,two\n", 65,
        "standard input: line 2, column 'weight, kg': expected a number, got 'two'"),
      Case(
        "predict pets.strata --data -", input: "size,colour,\"weight, kg\"\n,red,2\n", 65,
        "standard input: line 2, column 'size': missing value (impute it, or fill it in)"),
      Case(
        "predict plain.strata --data - --header no --output old", input: "1,2,3\n1,2\n", 65,
        "standard input: line 2: expected 3 fields, got 2"),
      Case(
        "predict plain.strata --data - --header no", input: "1,2\n", 65,
        "standard input: line 1: expected 3 fields, got 2"),
      Case(
        "predict plain.strata --data - --header no", input: "1,2,x\n", 65,
        "standard input: line 1, column '3': expected a number, got 'x'"),
      Case(
        "predict pets.strata --columns id --data -", input: "size,colour,\"weight, kg\"\n1,red,2\n",
        65,
        "standard input: csv: no column 'id' (columns: size, colour, weight, kg)"),
      Case(
        "predict pets.strata --data - --output old", input: "{\"size\":1}\n", 65,
        "standard input: line 1, column 'colour': missing value (impute it, or fill it in)"),
      Case(
        "predict pets.strata --data -", input: "{\"size\":1,\n", 65,
        "standard input: line 1, column 11: expected a key in double quotes, "
          + "got the end of the text"),
      Case(
        "predict pets.strata --data images", 65,
        "images: preparation: input: expected rows with columns, got an array"),
      Case(
        "evaluate pets.strata --data -", input: "size,colour,\"weight, kg\"\n1,red,2\n", 65,
        "standard input: csv: no column 'species' (columns: size, colour, weight, kg)"),
      Case(
        "evaluate pets.strata --data pets.csv --target kind", 65,
        "pets.csv: csv: no column 'kind' (columns: size, colour, weight, kg, species)"),
      Case(
        "evaluate images.strata --data prices.csv", 64,
        "--target is missing: the model does not know which column"),
      Case(
        "evaluate pets.strata --data -", input: "size,colour,\"weight, kg\",species\n", 65,
        "standard input: expected at least one row, got none"),
      Case(
        "evaluate plain.strata --data pets.csv", 64,
        "--target is missing: which column holds the right answer?"),
      Case(
        "train pets.strata --data prices.csv --output old", 65,
        "prices.csv: csv: no column 'colour' (columns: area, rooms, price, debt)"),
      Case(
        "\(train) --data prices.csv --target price --loss sigmoidCrossEntropy --output old", 65,
        "data: expected targets from 0.0 to 1.0 for sigmoidCrossEntropy, got 100.0 at sample 0"),
      Case(
        "train --network one.json --data - --target y --loss softmaxCrossEntropy --output old",
        input: "a,y\n1,no\n2,yes\n", 65,
        "softmaxCrossEntropy: expected 2 outputs or more, one a class, got 1 output"),
      Case(
        "train --network net.json --data pets.csv --target species --output old", 65,
        "pets.csv: expected samples of 3 values, as the network takes, got 5"),
      Case(
        "train --network net.json --data prices.csv --target price --output old", 65,
        "expected a network of 1 output, as the column 'price' holds numbers "
          + "(--text price makes them classes), got 2 outputs"),
    ])
  func aTableThatCannotBe(_ wrong: Case) throws { try Self.check(Self.folder(), wrong) }

  // MARK: - Arrays

  @Test(
    arguments: [
      Case(
        "\(train) --data images --output old", 64,
        "--labels is missing: an array needs a file of labels"),
      Case(
        "\(train) --data images --target y --output old", 64,
        "--target goes with a table; the right answers of an array are in --labels"),
      Case(
        "\(train) --data images --labels images --output old", 65,
        "images: expected labels, a list of whole numbers, IDX or .npy, got an array of the shape "
          + "[40, 2, 2]"),
      Case(
        "\(train) --data images --labels pets.csv --output old", 65,
        "pets.csv: expected labels, a list of whole numbers, IDX or .npy, got a table"),
      Case(
        "\(train) --data images --labels few --output old", 65,
        "few: data: expected a target for each of 40 samples, got 3"),
      Case(
        "\(train) --data images --labels cut --output old", 65,
        "cut: cut short at byte 8: expected 40 bytes, got 10"),
      Case(
        "\(train) --data png --target y --output old", 65,
        "png: data: expected CSV, JSON lines, IDX or a NumPy array, got a PNG image"),
      Case(
        "\(train) --data pets.strata --target y --output old", 65,
        "pets.strata: data: expected CSV, JSON lines, IDX or a NumPy array, got a Strata model file"
      ),
      Case(
        "evaluate images.strata --data images --labels unseen", 65,
        "unseen: array: element 1: unknown value '9' (known: 3, 7)"),
      Case(
        "evaluate images.strata --data images", 64,
        "--labels is missing: an array needs a file of labels"),
      Case(
        "predict images.strata --data wide", 65,
        "wide: expected samples of 4 values, as the network takes, got 6"),
      Case(
        "predict images.strata --data wide --output old", 65,
        "wide: expected samples of 4 values, as the network takes, got 6"),
      Case(
        "predict images.strata --data prices.csv --output old", 65,
        "prices.csv: line 2, column 'debt': expected a number, got 'none'"),
    ])
  func anArrayThatCannotBe(_ wrong: Case) throws {
    let folder = try Self.folder()
    try folder.put("few", idx([3], [3, 7, 3]))
    try folder.put("unseen", idx([imageCount], [3, 9] + Array(repeating: 7, count: 38)))
    try folder.put("cut", Array(labelsIDX.prefix(18)))
    try folder.put("wide", idx([2, 2, 3], Array(repeating: 1, count: 12)))
    try folder.put("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    if wrong.line.contains("prices.csv") {
      try folder.put("prices.csv", "area,rooms,price,debt\n1,2,3,none\n")
    }
    try Self.check(folder, wrong)
  }

  @Test(arguments: [5, 12, 30, 190, 198])
  func aCutGzipFile(_ length: Int) throws {
    let folder = try Self.folder()
    let whole = gzipped(imagesIDX)
    try folder.put("cut.gz", Array(whole.prefix(length)))
    let before = try folder.contents
    for line in [
      Self.train + " --data cut.gz --labels labels --output old",
      "predict images.strata --data cut.gz --output new",
      "evaluate images.strata --data cut.gz --labels labels",
    ] {
      let run = try folder.run(line)
      #expect(run.code == 65 && run.text == "")
      #expect(run.errorLines.count == 1)
      #expect(run.errors.hasPrefix("modeltool: cut.gz: corrupt data at byte "), "\(run.errors)")
      #expect(try folder.contents == before)
    }
  }

  @Test func aTableInACutGzipFile() throws {
    let folder = try Self.folder()
    try folder.put("cut.csv.gz", Array(gzipped(Array(petsCSV.utf8)).dropLast(30)))
    let run = try folder.run(
      Self.train + " --data cut.csv.gz --target species --output old")
    #expect(run.code == 65)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("modeltool: cut.csv.gz: corrupt data at byte "), "\(run.errors)")
  }

  // MARK: - Model files

  @Test func aModelFileCutAnywhere() throws {
    let folder = try Self.folder()
    let whole = try folder.bytes("pets.strata")
    for length in Array(stride(from: 0, to: whole.count, by: 97)) + [whole.count - 1] {
      try folder.put("cut.strata", Array(whole.prefix(length)))
      try Self.isRefused(folder, "cut.strata", "cut at \(length)")
    }
  }

  @Test func aModelFileWithAChangedByte() throws {
    let folder = try Self.folder()
    let whole = try folder.bytes("pets.strata")
    for place in stride(from: 0, to: whole.count, by: 89) {
      var bytes = whole
      bytes[place] ^= 0x10
      try folder.put("bad.strata", bytes)
      try Self.isRefused(folder, "bad.strata", "byte \(place)")
    }
  }

  @Test func aModelFileWithMoreBehindIt() throws {
    let folder = try Self.folder()
    try folder.put("more.strata", try folder.bytes("pets.strata") + [0])
    try Self.isRefused(folder, "more.strata", "a byte more")
  }

  private static func isRefused(_ folder: Folder, _ name: String, _ what: Comment) throws {
    let before = try folder.contents
    let run = try folder.run("predict \(name) --data pets.csv --output old")
    #expect(run.code == 65, what)
    #expect(run.errorLines.count == 1, what)
    #expect(run.errors.hasPrefix("modeltool: \(name): "), what)
    #expect(try folder.contents == before, what)
  }

  @Test(arguments: ["inspect", "predict --data pets.csv", "evaluate --data pets.csv", "benchmark"])
  func whatIsNoModelFile(_ command: String) throws {
    let folder = try Self.folder()
    try folder.put("empty", "")
    try folder.put("png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    for name in ["empty", "png", "pets.csv", "images"] {
      let run = try folder.run(command + " " + name)
      #expect(run.code == 65 && run.text == "")
      #expect(
        run.errors
          == "modeltool: \(name): header: damaged at byte 0: this is not a .strata file\n")
    }
  }

  /// Graphs that can be and do not fit a command.
  @Test(
    arguments: [
      (
        """
        {"inputs": [{"name": "a", "shape": [1]}, {"name": "b", "shape": [1]}],
         "nodes": [{"name": "d", "inputs": ["a"], "dense": {"units": 1}}], "outputs": ["d"]}
        """,
        "expected a model with 1 input and 1 output, got 2 and 1"
      ),
      (
        """
        {"inputs": [{"name": "a", "shape": [1]}],
         "nodes": [{"name": "d", "inputs": ["a"], "dense": {"units": 1}},
                   {"name": "e", "inputs": ["a"], "dense": {"units": 1}}], "outputs": ["d", "e"]}
        """,
        "expected a model with 1 input and 1 output, got 1 and 2"
      ),
      (
        """
        {"inputs": [{"name": "a", "shape": ["n"]}],
         "nodes": [{"name": "d", "inputs": ["a"], "activation": {"function": "relu"}}],
         "outputs": ["d"]}
        """,
        "expected a model whose input has a fixed shape, got [batch, n]"
      ),
      (
        #"{"input": [4611686018427387904], "layers": ["flatten"]}"#,
        "expected a model with a fixed number of outputs, at most 2147483647, got "
          + "4611686018427387904"
      ),
    ])
  func aGraphThatDoesNotFit(_ network: String, _ message: String) throws {
    let folder = try Folder()
    try folder.put("net.json", network)
    try folder.put("data.csv", "a,y\n1,2\n2,3\n")
    try folder.succeed("new --network net.json --output m.strata")
    try folder.succeed("inspect m.strata")
    try Self.check(
      folder, Case("predict m.strata --data data.csv --output o", 65, "m.strata: \(message)"))
    guard !message.contains("outputs") else { return }
    try Self.check(
      folder, Case("evaluate m.strata --data data.csv --target y", 65, "m.strata: \(message)"))
    try Self.check(
      folder,
      Case(
        "train --network net.json --data data.csv --target y --output o", 65,
        "net.json: \(message)"))
  }

  // MARK: - Network files

  @Test(
    arguments: [
      (
        #"{"input": [2], "layers": [{"dense": {"units": 3, "activaton": "relu"}}]}"#,
        "json: line 1, column 50, layers[0].dense: unknown key 'activaton'; did you mean "
          + "'activation'?"
      ),
      (
        #"{"inputs": [2], "layers": [{"dense": {"units": 3}}]}"#,
        "json: line 1, column 1: missing key 'input'; is 'inputs' meant to be it?"
      ),
      (
        #"{"input": [2], "layers": [{"dens": {"units": 3}}]}"#,
        "node 'dens1': layer: expected a registered kind, got unknown layer 'dens' (known: "
          + "activation, add, alphaDropout, average, batchNorm, concatenate, dense, dropout, "
          + "embedding, flatten, gaussianNoise, layerNorm, maximum, multiply, normalization, oneHot, "
          + "prelu, rescaling, reshape, rmsNorm, subtract)"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": 3, "activation": "rellu"}}]}"#,
        "node 'dense1': activation: expected a registered kind, got unknown activation 'rellu' "
          + "(known: celu, elu, gelu, geluTanh, hardSigmoid, hardSwish, hardTanh, identity, "
          + "leakyReLU, logSigmoid, logSoftmax, mish, relu, relu6, selu, sigmoid, silu, softmax, "
          + "softplus, softsign, tanh)"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": 0}}]}"#,
        "node 'dense1': dense: units: expected a number over 0, got 0"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": "3"}}]}"#,
        "json: line 1, column 47, layers[0].dense.units: expected an integer, got '3'"
      ),
      (#"{"input": [2], "layers": []}"#, "network: expected a layer, got none"),
      (
        #"{"input": [-2], "layers": [{"dense": {"units": 3}}]}"#,
        "json: line 1, column 11, input: shape: dimension 0: expected 0 or more, got -2"
      ),
      (
        #"{"input": [2], "layers": [{"reshape": {"shape": [3]}}]}"#,
        "node 'reshape1': reshape: expected samples of 3 values for the shape [3], got [batch, 2]"
      ),
      (
        #"{"input": [2], "layers": [{"dropout": {"rate": 1.5}}]}"#,
        "node 'dropout1': dropout: rate: expected at least 0 and below 1, got 1.5"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": 3, "weight": [[1, 2, 3]]}}]}"#,
        "parameters: expected first values for 'dense1.weight', got values: expected the shape "
          + "[2, 3], got [1, 3]"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": 9223372036854775807}}]}"#,
        "node 'dense1': dense: expected weights that can be counted, got 2 × 9223372036854775807"
      ),
      (
        #"{"input": [2], "layers": [{"dense": {"units": 3}},]}"#,
        "json: line 1, column 51: expected a value, got ']'"
      ),
      ("", "json: line 1, column 1: expected a value, got the end of the text"),
      ("[1]", "json: line 1, column 1: expected an object, got an array"),
    ])
  func aNetworkFileThatCannotBe(_ network: String, _ message: String) throws {
    let folder = try Folder()
    try folder.put("net.json", network)
    try folder.put("old", "something dear")
    try folder.put("pets.csv", petsCSV)
    try Self.check(folder, Case("new --network net.json --output old", 65, "net.json: " + message))
    let run = try folder.run(
      "train --network net.json --data pets.csv --target species --output old")
    #expect(run.code == 65 && run.errorLines.count == 1)
    #expect(try folder.text("old") == "something dear")
  }

  @Test func whatCameFromOutsideStaysOnTheLine() throws {
    let folder = try Folder()
    for (words, message) in [
      (["tra\nin"], "unknown command 'tra\\u{a}in'; did you mean 'train'?"),
      (["inspect", "no\u{1B}[31m"], "no\\u{1b}[31m: no such file"),
    ] {
      let run = try folder.run(words)
      #expect(run.errorLines.first == "modeltool: " + message)
    }
  }

  @Test func moreWeightsThanMemoryAreRefused() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    let run = try folder.run(
      "train --hidden 99999999,99999999 --data pets.csv --target species --output m.strata")
    #expect(run.code == 65)
    #expect(run.errors.hasPrefix("modeltool: parameters: expected at most "), "\(run.errors)")
    #expect(try folder.names == ["pets.csv"])
  }

  @Test func countsThatCannotBeReachedAreNoCrash() throws {
    let folder = try Self.folder()
    let run = try folder.run("train pets.strata --data pets.csv --epochs \(Int.max) --output old")
    #expect(run.code == 65)
    #expect(
      run.errors == "modeltool: epochs: expected at most \(Int.max - 1) more, got \(Int.max)\n")
    try folder.succeed(
      Self.train + " --data pets.csv --target species --batch-size \(Int.max) --output m.strata")
  }
}
