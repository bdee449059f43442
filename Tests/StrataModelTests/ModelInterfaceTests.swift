import StrataLayers
import StrataModel
import StrataTensor
import Testing

/// What a program that uses a model relies on.
@Suite struct ModelInterfaceTests {
  private static func interface(
    _ input: InputPreparation?, _ target: TargetPreparation?, seed: UInt64 = 0
  ) throws -> ModelInterface {
    var model = try Model(input: [3], seed: seed) { Dense(2) }
    if let input { model.preparation = try Preparation(input: input, target: target) }
    return try Predictor(model).interface
  }

  private static let columns = InputPreparation.columns([
    InputColumn("age", .number(mean: 4, deviation: 2, imputed: 1)),
    InputColumn("ci\"ty\n", .category(values: ["Bergen", "Oslo"])),
  ])

  @Test func saysWhatGoesInAndComesOut() throws {
    let classes = TargetPreparation.classes(ClassTarget(labels: ["no", "yes"]))
    let interface = try Self.interface(Self.columns, classes)
    #expect(
      interface.description == #"""
        input "age": number, may be missing
        input "ci\"ty\n": one of "Bergen", "Oslo"
        output: one of "no", "yes"

        """#)
    let numbers = TargetPreparation.numbers([NumberTarget("a"), NumberTarget("b")])
    #expect(
      try Self.interface(.array(scale: 2), numbers).description == """
        input "input": [3]
        output "a": number
        output "b": number

        """)
    #expect(
      try Self.interface(nil, nil).description == """
        input "input": [3]
        output "dense1": [2]

        """)
  }

  @Test func weightsAreNoPartOfIt() throws {
    let classes = TargetPreparation.classes(ClassTarget(labels: ["no", "yes"]))
    let other = InputPreparation.columns([
      InputColumn("age", .number(mean: 5, imputed: 2)),
      InputColumn("ci\"ty\n", .category(values: ["Bergen", "Oslo"])),
    ])
    #expect(
      try Self.interface(Self.columns, classes, seed: 1) == Self.interface(other, classes, seed: 2))
  }

  @Test func differencesAreLines() {
    let old = "input \"a\": number\ninput \"b\": number\noutput: one of \"x\", \"y\"\n"
    let new = "input \"a\": number\ninput \"c\": number\noutput: one of \"x\", \"y\"\n"
    #expect(
      ModelInterface.differences(from: old, to: new) == [
        "- input \"b\": number", "+ input \"c\": number",
      ])
    #expect(ModelInterface.differences(from: old, to: old).isEmpty)
    let turned = "input \"b\": number\ninput \"a\": number\noutput: one of \"x\", \"y\"\n"
    #expect(
      ModelInterface.differences(from: old, to: turned) == ["~ the same lines in another order"])
    // Without the last newline it says the same.
    #expect(ModelInterface.differences(from: String(old.dropLast()), to: old).isEmpty)
  }
}
