import Glibc
import Strata

/// An activation of somebody else's, whose derivative is not asked for here.
struct Softsign: ElementwiseActivation {
  static let kind = "softsign"
  func value<T: Real>(_ x: T) -> T { x / (1 + abs(x)) }
  func derivative<T: Real>(_ x: T, value y: T) -> T { 1 / ((1 + abs(x)) * (1 + abs(x))) }
}

/// One that looks at whole rows, so that no plan can record it and it is called each time.
struct Doubled: Activation {
  static let kind = "doubled"
  func forward<T: Real>(
    _ x: TensorView<T>, into y: MutableTensorView<T>, _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.add(x, x, into: y)
  }
  func backward<T: Real>(
    x: TensorView<T>, y: TensorView<T>, dy: TensorView<T>, into dx: MutableTensorView<T>,
    _ arithmetic: Arithmetic<T>
  ) {
    arithmetic.scale(dy, by: 2, into: dx)
  }
}

/// Predictions by several callers at once.
struct PredictionCase {
  let model: Model
  let threads: Int
  let callers: Int
  let samples: Int

  static func models() throws -> [(String, Model)] {
    [
      (
        "784-256-128-10",
        try Model(input: [784], seed: 1) {
          Dense(256, activation: .relu)
          Dense(128, activation: .relu)
          Dense(10, activation: .softmax)
        }
      ),
      (
        "30-64-32-1",
        try Model(input: [30], seed: 2) {
          Dense(64, activation: .tanh)
          Dense(32, activation: .leakyReLU)
          Dense(1, activation: .sigmoid)
        }
      ),
      (
        "plugins",
        try Model(input: [50], seed: 3) {
          Dense(70, activation: Softsign())
          Dropout(0.2)
          Dense(40, activation: Doubled())
          Dense(3)
        }
      ),
    ]
  }

  /// The allocations of many calls by all callers, after ``Predictor/prepare(samples:callers:)``.
  func count() throws -> Int {
    let predictor = try Predictor(model, workers: WorkerPool(threads: threads))
    try predictor.prepare(samples: samples, callers: callers)
    let inputs = model.architecture.inputs[0].type.sampleCount ?? 0
    let crowd = Crowd(callers) {
      Caller(predictor, inputs: inputs, samples: samples)
    }
    crowd.round()  // What the language's runtime does once.
    let count = allocations { crowd.round() }
    crowd.end()
    return count
  }

  /// The allocations of a second call with each number of samples, without preparation.
  static func unprepared(_ model: Model) throws -> Int {
    let predictor = try Predictor(model)
    let inputs = model.architecture.inputs[0].type.sampleCount ?? 0
    let callers = [512, 33, 8, 1].map { Caller(predictor, inputs: inputs, samples: $0) }
    for caller in callers { caller.call() }
    return allocations { for caller in callers { caller.call() } }
  }
}

/// Somebody who predicts the same samples again and again into the same memory.
final class Caller {
  private let predictor: Predictor
  private let input: [Float]
  private var output: [Float]

  init(_ predictor: Predictor, inputs: Int, samples: Int) {
    self.predictor = predictor
    input = (0..<inputs * samples).map { Float($0 % 17) / 17 }
    output = Array(repeating: 0, count: samples * (predictor.outputTypes[0].sampleCount ?? 0))
  }

  func call() {
    let input = input
    // Taken out, so that it is not copied.
    var output: [Float] = []
    swap(&output, &self.output)
    defer { swap(&output, &self.output) }
    var span = output.mutableSpan
    do {
      try predictor.predict(input.span, into: &span)
    } catch {
      fatalError("\(error)")
    }
  }
}

/// Threads that wait, do a round of calls all at once, and wait again.
@safe final class Crowd: @unchecked Sendable {
  private static let callsPerRound = 20

  private let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)
  private var threads: [pthread_t] = []
  // Read by the threads between two barriers, written by the owner outside of them.
  private var hasEnded = false

  init(_ count: Int, _ caller: () -> Caller) {
    unsafe pthread_barrier_init(barrier, nil, UInt32(count + 1))
    for _ in 0..<count { start(caller()) }
  }

  private final class Member {
    let crowd: Crowd
    let caller: Caller
    init(_ crowd: Crowd, _ caller: Caller) { (self.crowd, self.caller) = (crowd, caller) }
  }

  private func start(_ caller: Caller) {
    var thread = pthread_t()
    let context = unsafe Unmanaged.passRetained(Member(self, caller)).toOpaque()
    let failure = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        let member = unsafe Unmanaged<Member>.fromOpaque(context).takeRetainedValue()
        member.crowd.serve(member.caller)
        return nil
      }, context)
    guard failure == 0 else { fatalError("no thread: \(failure)") }
    threads.append(thread)
  }

  private func serve(_ caller: Caller) {
    while true {
      unsafe pthread_barrier_wait(barrier)
      if hasEnded { return }
      for _ in 0..<Self.callsPerRound { caller.call() }
      unsafe pthread_barrier_wait(barrier)
    }
  }

  /// Has every thread do its calls.
  func round() {
    unsafe pthread_barrier_wait(barrier)
    unsafe pthread_barrier_wait(barrier)
  }

  /// Ends the threads.
  func end() {
    hasEnded = true
    unsafe pthread_barrier_wait(barrier)
    for thread in threads { pthread_join(thread, nil) }
    unsafe pthread_barrier_destroy(barrier)
    unsafe barrier.deallocate()
  }
}
