import Strata
import Testing

@Suite struct TheModelFileTests {
  @Test func snippets() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("xor.strata")
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }
    try ModelFile(
      Model(input: [2], seed: 1) {
        Dense(8, activation: .tanh)
        Dense(1)
      }
    ).write(to: path)

    var file = try ModelFile(path: path, plugins: .standard)
    file.model.metadata["title"] = "Exclusive or"
    try file.write(to: path)

    let reader = try StrataReader(path: path)
    print(reader.version, reader.contentHash.uuid)
    for tensor in reader.tensors {
      print(tensor.name, tensor.role, tensor.dtype, tensor.dimensions)
    }
    let shown = try #require(Article("Articles/TheModelFile.md").texts(in: "text").first)
    #expect(printed.joined(separator: "\n") == shown)

    let weightsPath = folder.path("weights.strata")
    var writer = try StrataWriter(replacing: weightsPath)
    for index in reader.tensors.indices where reader.tensors[index].role == .parameter {
      try writer.append(reader.tensor(at: index))
    }
    try writer.finish()
    #expect(try StrataReader(path: weightsPath).tensors.count == 4)
    printed = []
    var stream = try reader.stream(tensorAt: 0, budget: 1 << 20)
    while let elements = try stream.next() {
      print(elements.count, "bytes")
    }
    #expect(printed == ["64 bytes"])

    let before = try StrataReader(path: path).contentHash
    file.model.metadata["title"] = "XOR"
    try file.write(to: path)
    let isSameModel = try StrataReader(path: path).contentHash == before
    #expect(isSameModel)
    #expect(try ModelFile(path: path, plugins: .standard).model.metadata == ["title": "XOR"])

    let smallPath = folder.path("small.strata")
    let small = try file.converted(to: .bf16)
    try small.write(to: smallPath)
    let verification = try Verification(path: smallPath, plugins: .standard)
    print(verification.contentHash, verification.golden)
    #expect(verification.golden == .held(rows: 4, .exact))
    let model = try Model(path: smallPath, plugins: .standard, checkingGoldenVectors: true)
    #expect(model.parameters == small.model.parameters)

    printed = []
    let survey = try FileSurvey(path: path, plugins: .standard)
    for problem in survey.problems { print(problem) }
    for tensor in survey.tensors ?? [] where tensor.problem == nil {
      print(tensor.info.name, tensor.summary?.deviation ?? 0, tensor.summary?.histogram ?? [])
    }
    #expect(printed.count == 6 && printed[0].hasPrefix("dense1.weight 0."))
  }
}
