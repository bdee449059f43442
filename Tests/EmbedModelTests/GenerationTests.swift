import StrataPredict
import Testing

@testable import EmbedModelGenerator

/// What no type is made of, and how that is said.
@Suite struct GenerationTests {
  private func request(
    _ path: String, in folder: Folder, interface: String? = nil
  ) throws -> Request {
    try Request(
      [path, "--type", "M", "--output", folder.path("M.swift"), "--embed", folder.path("B.swift")]
        + (interface.map { ["--interface", $0] } ?? []))
  }

  private func message(_ path: String, in folder: Folder, interface: String? = nil) throws -> String
  {
    let request = try request(path, in: folder, interface: interface)
    let error = #expect(throws: GeneratorError.self) { try Generation(request) }
    return error?.description ?? ""
  }

  @Test func whatIsNoModelIsRefused() throws {
    let folder = try Folder()
    #expect(
      try message(folder.path("no.strata"), in: folder)
        == "error: \(folder.path("no.strata")): no such file\n")
    let text = try folder.write("no model", to: "text.strata")
    #expect(try message(text, in: folder).hasPrefix("error: \(text): "))
    var bytes = try RandomAccessBytes(
      path: folder.write(Samples.table(), to: "m.strata"), limit: 1 << 20
    ).read(100, at: 0)
    bytes[70] ^= 1
    try AtomicFile.write(bytes, to: folder.path("cut.strata"))
    let said = try message(folder.path("cut.strata"), in: folder)
    #expect(said.hasPrefix("error: \(folder.path("cut.strata")): "))
    #expect(said.split(separator: "\n").count == 1)
  }

  @Test func moreThanOneInputOrOutputIsRefused() throws {
    let folder = try Folder()
    var graph = GraphBuilder()
    let (a, b) = (graph.input("a", [2]), graph.input("b", [2]))
    graph.output(graph.add(Add(), to: a, b))
    let path = try folder.write(Model(graph.architecture()), to: "two.strata")
    #expect(
      try message(path, in: folder)
        == "error: \(path): expected a network of one input and one output, got 2 and 1\n")
  }

  @Test func layersOfUnknownKindsAreRefused() throws {
    let folder = try Folder()
    let path = try folder.write(
      Model(input: [2]) { Dense(1, activation: Unknown()) }, to: "u.strata")
    let said = try message(path, in: folder)
    #expect(said.hasPrefix("error: \(path): ") && said.contains("unknown activation 'odd'"))
    #expect(said.split(separator: "\n").count == 1)
  }

  @Test func aPreparationThatDoesNotFitTheNetworkIsRefused() throws {
    let folder = try Folder()
    var model = try Model(input: [3]) { Dense(2) }
    model.preparation = try Preparation(
      input: .columns([InputColumn("a", .number())]), target: .numbers([NumberTarget("y")]))
    let path = try folder.write(model, to: "p.strata")
    #expect(
      try message(path, in: folder)
        == "error: \(path): expected columns that give 3 numbers, as the network takes, got 1\n")
    model = try Model(input: [1]) { Dense(2) }
    model.preparation = try Preparation(
      input: .columns([InputColumn("a", .number())]), target: .numbers([NumberTarget("y")]))
    let other = try folder.write(model, to: "o.strata")
    #expect(try message(other, in: folder).hasPrefix("error: \(other): "))
  }

  @Test func theAcceptedInterfaceIsKept() throws {
    let folder = try Folder()
    let path = try folder.write(Samples.table(), to: "m.strata")
    let text = try Predictor(Samples.table()).interface.description
    for same in [text, text.replacing("\n", with: "\r\n"), String(text.dropLast())] {
      let accepted = try folder.write(same, to: "m.interface")
      _ = try Generation(request(path, in: folder, interface: accepted))
    }
    let accepted = try folder.write(
      text.replacing("\"Oslo\"", with: "\"Oslo\", \"Paris\"").replacing(
        ", may be missing", with: ""),
      to: "m.interface")
    #expect(
      try message(path, in: folder, interface: accepted) == """
        error: \(path): the interface is not the one in \(accepted)
        error: \(path): - input "city": one of "Bergen", "Oslo", "Paris"
        error: \(path): - input "Monthly income": number
        error: \(path): - input "class": one of "a", "none"
        error: \(path): + input "city": one of "Bergen", "Oslo"
        error: \(path): + input "Monthly income": number, may be missing
        error: \(path): + input "class": one of "a", "none", may be missing
        note: to accept it: modeltool inspect \(path) --interface > \(accepted)

        """)
    #expect(
      try message(path, in: folder, interface: folder.path("none"))
        == "error: \(folder.path("none")): no such file\n")
  }

  @Test(arguments: [
    [], ["m"], ["m", "--type"], ["m", "--type", "M", "--output", "o"],
    ["m", "n", "--type", "M", "--output", "o", "--resource"],
    ["m", "--type", "M", "--output", "o", "--resource", "--embed", "e"],
  ])
  func aBadRequestIsRefused(_ words: [String]) {
    let error = #expect(throws: GeneratorError.self) { try Request(words) }
    #expect(error?.description.hasPrefix("error: EmbedModelGenerator: expected ") == true)
  }
}

/// A function that only this test knows.
private struct Unknown: ElementwiseActivation {
  static let kind = "odd"
  func value<T: Real>(_ x: T) -> T { x }
  func derivative<T: Real>(_ x: T, value y: T) -> T { 1 }
}
