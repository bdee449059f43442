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

  @Test func dataOfYourOwn() throws {
    let samples = try Tensor<Float>(shape: [4, 2], elements: [0, 0, 0, 1, 1, 0, 1, 1])
    let data = try Dataset(inputs: samples, targets: .classes([0, 1, 1, 0]))
    let (training, validation) = try data.split(validation: 0.25, seed: 1)
    #expect(training.count == 3)
    #expect(validation.count == 1)
  }
}
