import StrataLayers
import StrataModel
import StrataTensor
import Testing

@testable import StrataFile

/// Weights in fewer bits: rounded once, lossless from there.
@Suite struct StorageTests {
  // MARK: - Rounding

  @Test func everyNumberOf16BitsStays() {
    for word in UInt16.min...UInt16.max {
      let half = Float(Float16(bitPattern: word))
      let brain = Float(bitPattern: UInt32(word) << 16)
      if !half.isNaN { #expect(Rounding.f16(half) == word) }
      if !brain.isNaN { #expect(Rounding.bf16(brain) == word) }
    }
  }

  /// The neighbours of a number, found by trying all: the nearer wins, between two the even one.
  @Test func roundsToNearestAndTiesToEven() {
    var numbers = Numbers(state: 5)
    for _ in 0..<20_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next()))
      guard number.isFinite, number.magnitude < 60_000 else { continue }
      expectNearest(number, Rounding.f16(number)) { Double(Float16(bitPattern: $0)) }
    }
    for _ in 0..<20_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: numbers.next()))
      guard number.isFinite, number.magnitude < 1e38 else { continue }
      expectNearest(number, Rounding.bf16(number)) {
        Double(Float(bitPattern: UInt32($0) << 16))
      }
    }
    // Ties: 1 + 2⁻¹¹ and 1 + 3 · 2⁻¹¹ lie between two binary16, 1 + 2⁻⁸ between two bfloat16.
    #expect(Rounding.f16(0x1.002p0) == 0x3C00)
    #expect(Rounding.f16(0x1.006p0) == 0x3C02)
    #expect(Rounding.bf16(0x1.01p0) == 0x3F80)
    #expect(Rounding.bf16(0x1.03p0) == 0x3F82)
  }

  private func expectNearest(
    _ number: Float, _ word: UInt16, _ value: (UInt16) -> Double,
    at location: SourceLocation = #_sourceLocation
  ) {
    let distance = (value(word) - Double(number)).magnitude
    // Next to a magnitude stand the ones whose words are one more and one less.
    for neighbour in [word &+ 1, word &- 1] where neighbour & 0x8000 == word & 0x8000 {
      let other = (value(neighbour) - Double(number)).magnitude
      let wins = distance < other || distance == other && word & 1 == 0
      #expect(wins || other.isNaN, "\(number)", sourceLocation: location)
    }
  }

  @Test func aNaNStaysOne() {
    let nan = Float(bitPattern: 0xFF80_0001)
    #expect(Rounding.f16(nan) == 0xFE00)
    #expect(Rounding.bf16(nan) == 0xFFC0)
    #expect(Rounding.bf16(Float(bitPattern: 0x7FD5_0000)) == 0x7FD5)
  }

  @Test func wholeNumbersWithAScalePerChannel() throws {
    let weight = try Tensor<Float>(
      shape: [3, 4], elements: [1, 0, -4, 2.5, -2, 0, 0.1, 0.6, 0.5, 0, 8, -127])
    let form = try #require(try StoredForm(quantising: Parameter("w", weight)))
    let scales: [Float] = [2 / 127, 0, 8 / 127, 1]
    #expect(form.records.map(\.name) == ["w", "w.scale"])
    #expect(form.records.map(\.dtype) == [.q8, .f32])
    #expect(form.records[1].dimensions == [4] && form.records[1].role == .scale)
    #expect(form.records[1].floats == scales)
    // 63.5 is a tie and goes to 64, 2.5 to 2; the scale of the third is 8/127.
    let whole: [Int8] = [64, 0, -64, 2, -127, 0, 2, 1, 32, 0, 127, -127]
    #expect(form.records[0].bytes.map { Int8(bitPattern: $0) } == whole)
    #expect(
      form.values.elements == whole.enumerated().map { Float($1) * scales[$0 % 4] })
    // At most half a step off.
    for (index, element) in weight.elements.enumerated() {
      #expect((form.values[index] - element).magnitude <= scales[index % 4] / 2 * 1.001)
    }
    #expect(try StoredForm(quantising: Parameter("b", Tensor([1, 2, 3]))) == nil)
    #expect(try StoredForm(quantising: Parameter("e", Tensor(zeros: [0, 3]))) == nil)
  }

  @Test func denormalScalesDoNotOverflow() throws {
    let tiny = Float.leastNonzeroMagnitude
    let weight = try Tensor(shape: [3, 1], elements: [tiny, 190 * tiny, -100 * tiny])
    let form = try #require(try StoredForm(quantising: Parameter("w", weight)))
    // 190/127 of the smallest number is that number: the quotient 190 is held to 127.
    #expect(form.records[0].bytes.map { Int8(bitPattern: $0) } == [1, 127, -100])
  }

  // MARK: - Files

  @Test(arguments: Storage.allCases)
  func losslessFromThere(_ storage: Storage) throws {
    let file = try trainedFile().converted(to: storage)
    let bytes = try file.encoded()
    let back = try modelFile(bytes)
    #expect(back.model.parameters == file.model.parameters)
    #expect(back.model.metadata == ["title": "small"])
    #expect(back.history.map(\.loss) == [0.5])
    #expect(try back.encoded() == bytes)
    #expect(try back.converted(to: .f32).model.parameters == file.model.parameters)
    let outcome = try back.checkGoldenVectors()
    #expect(outcome == .exact)

    let reader = try StrataReader(bytes, name: "m.strata")
    #expect(reader.version.description == (storage == .int8 ? "1.1" : "1.0"))
    let dtypes = reader.tensors.filter { $0.role == .parameter }.map(\.dtype)
    switch storage {
    case .f32: #expect(dtypes.allSatisfy { $0 == .f32 } && back.state != nil)
    case .f16: #expect(dtypes.allSatisfy { $0 == .f16 })
    case .bf16: #expect(dtypes.allSatisfy { $0 == .bf16 })
    case .int8: #expect(dtypes == [.q8, .f32, .f32, .f32, .q8, .f32])
    }
    #expect(reader.tensors.filter { $0.role == .buffer }.allSatisfy { $0.dtype == .f32 })
    if storage != .f32 {
      #expect(back.state == nil && back.optimizerState.isEmpty)
      #expect(reader.section(.trainingState) == nil && reader.section(.history) != nil)
    }
  }

  /// A weight rounded to 16 bits is as near as its bits allow; the outputs stay near.
  @Test(arguments: [(Storage.f16, Float(0x1p-11)), (.bf16, 0x1p-8)])
  func roundsEveryWeight(_ storage: Storage, _ bound: Float) throws {
    let model = try smallModel()
    let rounded = try ModelFile(model).converted(to: storage).model
    var changed = 0
    for (one, other) in zip(model.parameters, rounded.parameters) {
      for (a, b) in zip(one.tensor.elements, other.tensor.elements) {
        #expect((a - b).magnitude <= bound * a.magnitude)
        if a != b { changed += 1 }
      }
    }
    #expect(changed > 40)
  }

  @Test func aChangedWeightTakesFourBytesAgain() throws {
    for storage in [Storage.f16, .bf16, .int8] {
      var file = try modelFile(trainedFile().converted(to: storage).encoded())
      let weight = try #require(file.model.parameter("dense1.weight"))
      var elements = weight.elements
      elements[3] = 0.123456789
      try file.model.setParameter(
        "dense1.weight", to: Tensor(shape: weight.shape, elements: elements))
      let reader = try StrataReader(file.encoded(), name: "m.strata")
      let index = try #require(reader.index(ofTensor: "dense1.weight"))
      #expect(reader.tensors[index].dtype == .f32)
      #expect(try reader.tensor(at: index).floats == elements)
      let other = try #require(reader.index(ofTensor: "dense2.weight"))
      #expect(reader.tensors[other].dtype != .f32)
      #expect(try modelFile(file.encoded()).checkGoldenVectors() == .exact)
    }
  }

  @Test func zeroIsNotMinusZero() throws {
    var file = ModelFile(try Model(input: [1], seed: 1) { Dense(1) })
    try file.model.setParameter("dense1.bias", to: Tensor([0]))
    file = try modelFile(file.converted(to: .f16).encoded())
    try file.model.setParameter("dense1.bias", to: Tensor([-0.0]))
    let bias = try modelFile(file.encoded()).model.parameter("dense1.bias")
    #expect(bias?.elements[0].sign == .minus)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    var model = try smallModel()
    var weight = try #require(model.parameter("dense2.weight")).elements
    weight[4] = 70_000
    try model.setParameter("dense2.weight", to: Tensor(shape: [7, 3], elements: weight))
    let tooLarge = #expect(throws: ModelFileError.self) {
      try ModelFile(model).converted(to: .f16)
    }
    #expect(
      tooLarge?.description
        == "model: tensor 'dense2.weight': f16: expected numbers up to 65504.0, got 70000.0")
    _ = try ModelFile(model).converted(to: .bf16)
    weight[4] = .infinity
    try model.setParameter("dense2.weight", to: Tensor(shape: [7, 3], elements: weight))
    let infinite = #expect(throws: ModelFileError.self) {
      try ModelFile(model).converted(to: .int8)
    }
    #expect(
      infinite?.description
        == "model: tensor 'dense2.weight': int8: expected finite numbers, got inf")
    let f16 = try ModelFile(model).converted(to: .f16)
    #expect(f16.model.parameter("dense2.weight")?.elements[4] == .infinity)
  }

  @Test func scalesMustStandBehindTheirTensor() throws {
    let whole = try trainedFile().converted(to: .int8).container()
    var (without, renamed, short) = (whole, whole, whole)
    let index = try #require(whole.tensors.firstIndex { $0.role == .scale })
    without.tensors.remove(at: index)
    renamed.tensors[index].name = "dense1.weight.scales"
    short.tensors[index].dimensions = [6]
    short.tensors[index].bytes.removeLast(4)
    for container in [without, renamed, short] {
      #expect(
        throws: StrataFileError.invalid(
          part: "tensor 'dense1.weight'", reason: "q8: expected its scales behind it")
      ) { try container.encoded() }
    }
    // As a careless writer would: the bytes are whole, the numbers are not there.
    var forgery = try Forgery(whole)
    forgery.records[index].name = Array("dense1.weight.scalE".utf8)
    let error = #expect(throws: ModelFileError.self) { try modelFile(forgery.file) }
    #expect(
      error?.description
        == "m.strata: tensor 'dense1.weight': q8: expected its scales behind it")
  }
}
