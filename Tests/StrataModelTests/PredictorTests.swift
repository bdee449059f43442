import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTestKit
import Testing

/// Refuses numbers below 0, as a table of embeddings refuses an index out of range.
private struct Strict: Layer {
  static let kind = "strict"

  func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    [try onlyInput(inputs)]
  }

  func forward<T: Real>(_ context: ForwardContext<T>) throws(LayerError) {
    let input = context.input()
    for index in 0..<input.count where input[index] < 0 {
      throw LayerError(Self.kind, expected: "numbers from 0 on", got: "\(input[index])")
    }
    context.output().copy(from: input)
  }

  func backward<T: Real>(_ context: BackwardContext<T>) {
    context.inputGradient()?.copy(from: context.outputGradient().readOnly)
  }
}

@Suite struct PredictorTests {
  private static func model() throws -> Model {
    try Model(input: [5], seed: 3) {
      Dense(20, activation: .tanh)
      Dropout(0.5)
      Dense(3, activation: .softmax)
    }
  }

  /// 600 rows are three pieces; each row alone, in sevens and in 64s has the same bits.
  @Test(arguments: [1, 7, 64, 600])
  func theRowsBesideASampleDoNotShow(_ size: Int) throws {
    let predictor = try Predictor(Self.model())
    let inputs = Samples.uniform([600, 5])
    let all = try predictor.predict(inputs)
    #expect(all.shape == [600, 3])
    for start in stride(from: 0, to: 600, by: size) {
      let range = start..<min(start + size, 600)
      #expect(try predictor.predict(inputs.rows(range)) == all.rows(range))
    }
  }

  /// How much memory a network needs is told without taking it.
  @Test func memoryIsToldBeforeItIsTaken() throws {
    let small = try Predictor(Self.model())
    // The inputs and 20 values at least, in lines of 16 elements.
    let bytes = try small.arenaByteCount(samples: 1)
    #expect(bytes >= 4 * (16 + 32) && bytes < 1000)
    #expect(try small.arenaByteCount(samples: 64) > 20 * bytes)
    #expect(try small.arenaByteCount(samples: 500) == small.arenaByteCount(samples: 64))

    let dimension = 1 << 36
    let large = try Predictor(Model(input: [dimension, 4], seed: 1) { Dense(9) })
    #expect(try large.arenaByteCount(samples: 1) >= 4 * 13 * dimension)
  }

  @Test func threadsDoNotShow() throws {
    let model = try Model(input: [64], seed: 3) {
      Dense(256, activation: .tanh)
      Dense(10, activation: .softmax)
    }
    let inputs = Samples.uniform([500, 64])
    let one = try Predictor(model).predict(inputs)
    for threads in 2...3 {
      #expect(try Predictor(model, workers: WorkerPool(threads: threads)).predict(inputs) == one)
    }
  }

  @Test func anyNumberOfTasksAtOnce() async throws {
    let predictor = try Predictor(Self.model(), workers: WorkerPool(threads: 2))
    let inputs = Samples.uniform([300, 5])
    let expected = try predictor.predict(inputs)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          for round in 0..<30 {
            let start = (task * 37 + round * 11) % 250
            let range = start..<start + 1 + (task + round) % 50
            guard try predictor.predict(inputs.rows(range)) == expected.rows(range) else {
              return false
            }
          }
          return true
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  @Test func noSampleGivesNone() throws {
    #expect(
      try Predictor(Self.model()).predict(Tensor(zeros: [0, 5])) == Tensor(zeros: [0, 3]))
  }

  /// A computed NaN is the one canonical NaN, whatever its payload or sign was.
  @Test func nanIsCanonical() throws {
    let model = try Model(input: [2]) { ActivationLayer(.identity) }
    let odd = [Float(bitPattern: 0xFFC1_2345), Float(bitPattern: 0x7F80_0001)]
    let got = try Predictor(model).predict(Tensor(shape: [1, 2], elements: odd))
    #expect(got.elements.map(\.bitPattern) == [0x7FC0_0000, 0x7FC0_0000])
  }

  @Test(arguments: [
    ([3, 4], "input 'input': expected samples of the shape [5], got [3, 4]"),
    ([5], "input 'input': expected samples of the shape [5], got [5]"),
    ([], "input 'input': expected samples of the shape [5], got []"),
    ([2, 5, 1], "input 'input': expected samples of the shape [5], got [2, 5, 1]"),
  ])
  func otherShapesAreRefused(_ dimensions: [Int], _ message: String) throws {
    let predictor = try Predictor(Self.model())
    let input = Tensor<Float>(zeros: try Shape(dimensions))
    let error = #expect(throws: ModelError.self) { try predictor.predict(input) }
    #expect(error?.description == message)
  }

  @Test func manyInputsAndOutputs() throws {
    var graph = GraphBuilder()
    let (a, b) = (graph.input("a", [2]), graph.input("b", [2]))
    let first = graph.add(Dense(3, weightInitializer: .constant(1)), to: a, name: "first")
    let second = graph.add(Rescaling(scale: 2), to: b, name: "second")
    graph.output(second, first, a)
    let predictor = try Predictor(Model(graph.architecture()))
    let (x, y) = (Tensor<Float>(shape: [2, 2], repeating: 1), Samples.uniform([2, 2]))
    let outputs = try predictor.predict([x, y])
    #expect(outputs.map(\.shape) == [[2, 2], [2, 3], [2, 2]])
    #expect(outputs[0].elements == y.elements.map { 2 * $0 })
    #expect(outputs[1].elements == Array(repeating: 2, count: 6))
    #expect(outputs[2] == x)
    let error = #expect(throws: ModelError.self) { try predictor.predict(x) }
    #expect(error?.description == "input 'a, b': expected 2 tensors, got 1")
    let lengths = #expect(throws: ModelError.self) {
      try predictor.predict([x, Tensor(zeros: [3, 2])])
    }
    #expect(
      lengths?.description == "input 'b': expected 2 samples of the shape [2], got [3, 2]")
  }

  /// What one caller's bad sample left behind must not refuse the next one's good samples.
  @Test func aRefusedSampleDoesNotShowInLaterOnes() throws {
    let predictor = try Predictor(Model(input: [1]) { Strict() })
    let bad = try Tensor<Float>(shape: [4, 1], elements: [1, 2, 3, -4])
    let error = #expect(throws: ModelError.self) { try predictor.predict(bad) }
    #expect(
      error?.description == "node 'strict1': strict: expected numbers from 0 on, got -4.0")
    let good = bad.rows(0..<3)
    #expect(try predictor.predict(good) == good)
    #expect(try predictor.predict(bad.rows([])).shape == [0, 1])
  }
}
