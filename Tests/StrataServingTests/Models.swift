import Glibc
import StrataLayers
import StrataModel
import StrataServing
import StrataTensor
import Synchronization
import Testing

/// Refuses numbers below 0, as a table of embeddings refuses an index out of range.
struct Strict: Layer {
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

/// A model of four numbers and two labels.
func model(seed: UInt64, labels: [String] = ["no", "yes"]) throws -> Model {
  var model = try Model(input: [4], seed: seed) {
    Dense(8, activation: .tanh)
    Dense(labels.count)
  }
  model.metadata["title"] = "Model \(seed)"
  model.preparation = try Preparation(
    input: .columns((0..<4).map { InputColumn("x\($0)", .number()) }),
    target: .classes(ClassTarget(labels: labels)))
  return model
}

/// Samples of four numbers, one for each number from 0 on.
func sample(_ number: Int) -> [Float] {
  (0..<4).map { Float((number * 7 + $0 * 3) % 23) / 8 - 1 }
}

/// Runs `body` with a new, empty folder, which is removed afterwards with the files in it.
func withFolder(_ body: (String) async throws -> Void) async throws {
  var template = Array("/tmp/strata-XXXXXX".utf8CString)
  let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
    unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
  }
  #expect(made)
  let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer {
    for name in ["/m.strata", "/other.strata"] { unsafe unlink(folder + name) }
    unsafe rmdir(folder)
  }
  try await body(folder)
}

/// Puts bytes into the file at a path, in place: what a careless deployment does.
func overwrite(_ path: String, with bytes: some Collection<UInt8>) throws {
  let file = try unsafe #require(unsafe fopen(path, "wb"))
  let bytes = Array(bytes)
  #expect(unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count)
  #expect(unsafe fclose(file) == 0)
}

/// Counts from any thread.
final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .acquiring) }
  func increment() { count.add(1, ordering: .releasing) }
}

/// Holds threads until another opens it.
final class Gate: Sendable {
  private let state = Atomic(false)
  var isOpen: Bool { state.load(ordering: .acquiring) }
  func open() { state.store(true, ordering: .releasing) }
  func wait() { while !isOpen {} }
}
