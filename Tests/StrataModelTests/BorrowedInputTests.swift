import StrataLayers
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

/// A batch is read where the caller has it, if a product alone reads it; else it is copied. A tensor is
/// always copied.
@Suite("Inputs that are read where they are") struct BorrowedInputTests {
  private static let inputs = 100

  /// x · W₁, relu, then the sum of that and x · W₂: two products read x.
  private static func fork() throws -> Model {
    var graph = GraphBuilder()
    let x = graph.input("x", [inputs])
    let hidden = graph.add(Dense(20, activation: .relu), to: x)
    graph.output(graph.add(Add(), to: hidden, graph.add(Dense(20), to: x)))
    return try Model(graph.architecture(), seed: 3)
  }

  private static func deep() throws -> Model {
    try Model(input: [inputs], seed: 3) {
      Dense(90, activation: .relu)
      Dense(110, activation: .tanh)
      Dense(3, activation: .softmax)
    }
  }

  private static func rectified() throws -> Model {
    try Model(input: [inputs], seed: 3) {
      ActivationLayer(.relu)
      Dense(3)
    }
  }

  /// Networks, and whether their input may stay where it is.
  private static let networks: [(make: @Sendable () throws -> Model, isBorrowed: Bool)] = [
    (deep, true), (rectified, false), (fork, false),
  ]

  @Test(arguments: networks.indices)
  func haveTheBitsOfCopies(_ index: Int) throws {
    let predictor = try Predictor(Self.networks[index].make(), workers: WorkerPool(threads: 2))
    for (seed, samples) in [1, 41, 64, 100, 600, 64].enumerated() {
      let batch = Samples.uniform([samples, Self.inputs], seed: UInt64(seed))
      #expect(try predictor.predict(batch.elements) == predictor.predict(batch).elements)
    }
  }

  @Test(arguments: networks.indices)
  func areReadThereWhereThatIsSafe(_ index: Int) throws {
    let model = try Self.networks[index].make()
    func isBorrowed(samples: Int) throws -> Bool {
      let plan = try Plan<Float>(
        model.architecture, model.signature(), batch: samples,
        parameters: ParameterStore(model.parameters))
      let batch = Samples.uniform([samples, Self.inputs]).elements
      return plan.infer(on: .single, reading: unsafe BorrowedRows(batch.span))
    }
    #expect(try isBorrowed(samples: 64) == Self.networks[index].isBorrowed)
    // So few elements are copied.
    #expect(try !isBorrowed(samples: 2))
  }
}
