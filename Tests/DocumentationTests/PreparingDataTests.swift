import Strata
import Testing

@Suite struct PreparingDataTests {
  @Test func tables() throws {
    let table = try Table(columns: [
      Table.Column("area", .numbers([52, 71, nil, 98])),
      Table.Column("city", .text(["Bergen", "Oslo", "Bergen", "Oslo"])),
      Table.Column("price", .numbers([210, 340, 260, 455])),
    ])
    let preparation = try PreparationFitter(targets: ["price"], imputes: true).fit(table)
    let data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
    #expect(data.inputs.shape == [4, 3])
    #expect(data.inputs.rows([2]).elements == [0, 1, 0])
    #expect(data.targets == .values(try Tensor(shape: [4, 1], elements: [210, 340, 260, 455])))
  }

  @Test func arrays() throws {
    let folder = try TemporaryFolder()
    let imagesPath = try folder.write(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 102], to: "images")
    let labelsPath = try folder.write([0, 0, 8, 1, 0, 0, 0, 2, 7, 3], to: "labels")

    var images = try ByteStream(path: imagesPath)
    let pixels = try IDXArray(&images)
    var labels = try ByteStream(path: labelsPath)
    let numbers = try IDXArray(&labels).integers ?? []

    let classes = try PreparationFitter.classes(ofLabels: numbers)
    let preparation = try Preparation(input: pixels.standardizing, target: .classes(classes))
    var elements = pixels.floats
    try preparation.input.prepareArray(&elements)
    let data = try Dataset(
      inputs: Tensor(shape: pixels.shape, elements: elements),
      targets: classes.classes(ofLabels: numbers))

    #expect(data.inputs.shape == [2, 1, 2])
    #expect(data.inputs.elements == [0, 0.20000002, 1, 0.40000004])
    #expect(data.targets == .classes([1, 0]))
  }

  @Test func numPyArrays() throws {
    let folder = try TemporaryFolder()
    let archivePath = try folder.write(
      NumPyArchive.encoded([
        ("x", NumPyArray(Tensor<Float>(zeros: [2, 3]))), ("y", NumPyArray(Tensor<Int32>([1, 0]))),
      ]), to: "a.npz")

    let archive = try NumPyArchive(path: archivePath, limit: 1 << 30)
    let inputs = try archive.array("x").floats
    let answers = try archive.array("y").integers()

    #expect(inputs.shape == [2, 3])
    #expect(answers.elements == [1, 0])
  }

  @Test func images() throws {
    let folder = try TemporaryFolder()
    let imagePath = try folder.write(Array("P2 2 1 255 0 255".utf8), to: "a.pgm")
    let preparation = try Preparation(input: .array(scale: 1 / 255, offset: 0))

    let image = try Image(path: imagePath)
    let rule = try ImageInput(sampleShape: [28, 28], input: preparation.input)
    var pixels: [Float] = []
    try rule.append(image, to: &pixels)

    #expect(pixels.count == 784)
    #expect(pixels[0] == 0 && pixels[27] == 1 && pixels[783] == 1)
  }

  @Test func rowsOfAnyFormat() throws {
    let folder = try TemporaryFolder()
    let linesPath = try folder.write(
      Array("{\"rooms\":2,\"area\":50}\n{\"area\":70,\"id\":7,\"rooms\":3}\n".utf8), to: "a.jsonl")
    var model = try Model(input: [2]) { Dense(1) }
    model.preparation = try Preparation(
      input: .columns([InputColumn("area", .number()), InputColumn("rooms", .number())]))
    var rowsSeen: [Int] = []

    var stream = try ByteStream(path: linesPath)
    let reader = try DataReaders.standard.reader(for: &stream)
    let source = try reader.rows(stream, DataOptions(columns: ["area", "rooms"]))
    let prepared = try PreparedRows(source, model.preparation, sampleShape: [2])
    var rowValues: [Float] = []
    while let row = try prepared.next(into: &rowValues) { rowsSeen.append(row.place) }

    #expect(rowsSeen == [1, 2])
    #expect(rowValues == [50, 2, 70, 3])
  }

  @Test func dataOfYourOwn() throws {
    let samples = try Tensor<Float>(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
    let data = try Dataset(inputs: samples, targets: .classes([0, 1, 1, 0]))
    let (training, validation) = try data.split(validation: 0.25, seed: 1)
    #expect(training.count == 3)
    #expect(validation.count == 1)

    var sizes: [[Int]] = []
    for (training, validation) in try data.folds(4, seed: 1, stratified: true) {
      sizes.append([training.count, validation.count])
    }
    #expect(sizes == [[3, 1], [3, 1], [3, 1], [3, 1]])

    let model = try Model(input: [2]) { Dense(1) }
    let weights = try training.balancedClassWeights(classes: 2)
    let trainer = try Trainer(model, loss: .sigmoidCrossEntropy, optimizer: .adam()) {
      $0.classWeights = weights
    }
    #expect(trainer.state.classWeights?.sorted() == [0.75, 1.5])
  }

  @Test func dataThatIsLargerThanMemory() throws {
    let folder = try TemporaryFolder()
    let imagesPath = try folder.write(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, 255, 102], to: "images")
    let labelsPath = try folder.write([0, 0, 8, 1, 0, 0, 0, 2, 1, 0], to: "labels")
    let table = Array("a,b\n1,10\n2,20\n3,40\n".utf8)
    let tablePath = try folder.write(table, to: "table.csv")
    let preparation = try PreparationFitter(targets: ["b"]).fit(
      Table(CSVReader(ByteStream(bytes: table, name: "table.csv"))))

    let files = try ArrayStream(
      inputs: ArrayFile(path: imagesPath), targets: .classes(ArrayFile(path: labelsPath)),
      preparation: .array(scale: 1 / 255))
    let rows = try TableStream(path: tablePath, preparation, window: 10_000)
    let made = SampleStream(SampleLayout(inputs: [[1]], targets: [1]), count: 1000) {
      (0..<1000).lazy.map { Sample([Float($0)], .values([Float(2 * $0)])) }
    }

    #expect([files.sampleCount, rows.sampleCount, made.sampleCount] == [2, 3, 1000])
    let classes = try Model(input: [1, 2]) {
      Flatten()
      Dense(2)
    }
    try Trainer(classes, loss: .softmaxCrossEntropy, optimizer: .adam()).fit(files, epochs: 1)
    let numbers = try Model(input: [1]) { Dense(1) }
    for source in [rows, made] as [any SampleSource] {
      try Trainer(numbers, loss: .meanSquaredError, optimizer: .adam()).fit(source, epochs: 1)
    }
  }
}
