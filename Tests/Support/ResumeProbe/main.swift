// Trains with checkpoints, going on from the last one if there is one, and writes what came of it.
// `ResumeTests` kills it again and again.
//
// usage: ResumeProbe CASE CHECKPOINT RESULT [MILLISECONDS]
//        ResumeProbe cancelled
//
// The second prints how many threads there are after one training that was cancelled, and after 20.
// MILLISECONDS is what each step waits, so that there is time to be killed in.

import Glibc
import Strata
import StrataTestKit

/// Everything that a training can have to remember.
enum Case: String {
  /// Dropout, running statistics, schedules, moments, averages, early stopping, a broken-off epoch.
  case everything
  /// Gradients of several batches a step, classes and samples that count differently, a plateau.
  case accumulated
  /// All data a step, with what a line search remembers.
  case fullBatch
  /// Samples that come one by one, shuffled in a window.
  case stream
}

let samples = 230

func dataset(_ count: Int, seed: UInt64, weighted: Bool = false) throws -> Dataset {
  let inputs = Samples.uniform([count, 6], seed: seed)
  // Labels that the inputs say much about, but not all.
  let noise = Samples.uniform([count], seed: seed &+ 100)
  let labels = (0..<count).map { row -> Int32 in
    let value = inputs[row * 6] * inputs[row * 6 + 1] + inputs[row * 6 + 2] + noise[row] / 2
    return value > 0.3 ? 0 : value > -0.3 ? 1 : 2
  }
  return try Dataset(
    inputs: inputs, targets: .classes(labels),
    weights: weighted ? (0..<count).map { Float($0 % 5) / 2 } : nil)
}

/// The same samples as a stream.
func stream() throws -> SampleStream {
  let data = try dataset(samples, seed: 1)
  guard case .classes(let labels) = data.targets else { throw TrainingError.state("no classes") }
  return SampleStream(
    SampleLayout(inputs: [[6]], targets: [nil]), count: samples, window: 50
  ) {
    (0..<samples).lazy.map { row in
      Sample(Array(data.inputs.elements[row * 6..<(row + 1) * 6]), .label(labels[row]))
    }
  }
}

func newTrainer(_ testCase: Case) throws -> Trainer {
  let model = try Model(input: [6], seed: 4) {
    Dense(20, activation: .tanh)
    if testCase != .fullBatch {
      BatchNorm()
      Dropout(0.3)
    }
    Dense(3)
  }
  switch testCase {
  case .everything:
    return try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
      schedule: .warmUp(epochs: 2, then: .cosine(epochs: 12)), metrics: [.accuracy], batchSize: 10,
      seed: 7, clipNorm: 1
    ) { $0.averaging = 0.95 }
  case .accumulated:
    return try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .sgd(learningRate: 0.05, momentum: 0.9),
      schedule: ReduceLROnPlateau(factor: 0.5, patience: 1), metrics: [.accuracy], batchSize: 7,
      seed: 7
    ) {
      $0.gradientAccumulation = 3
      $0.classWeights = [1, 2, 0.5]
      $0.groups = [ParameterGroup("*.bias", learningRate: 2)]
    }
  case .fullBatch:
    return try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .lbfgs(), metrics: [.accuracy], batchSize: 64,
      seed: 7)
  case .stream:
    return try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
      metrics: [.accuracy], batchSize: 10, seed: 7)
  }
}

func threadCount() -> Int {
  guard let folder = unsafe opendir("/proc/self/task") else { return 0 }
  defer { unsafe closedir(folder) }
  var count = 0
  // Two entries are the folder and its parent.
  while unsafe readdir(folder) != nil { count += 1 }
  return count - 2
}

/// Cancels a training on four threads.
func cancelTraining() async throws {
  let task = Task {
    let model = try Model(input: [6], seed: 4) {
      Dense(512, activation: .tanh)
      Dense(3)
    }
    let trainer = try Trainer(
      model, loss: .softmaxCrossEntropy, optimizer: .adam(), batchSize: 200,
      workers: WorkerPool(threads: 4))
    for try await _ in try trainer.epochs(of: dataset(samples, seed: 1), count: 1_000_000) {}
    guard trainer.step > 0 else { throw TrainingError.state("cancelled before it began") }
  }
  try await Task.sleep(for: .milliseconds(50))
  task.cancel()
  try await task.value
  // Threads that were told to end need a moment.
  try await Task.sleep(for: .milliseconds(50))
}

func run() throws {
  let words = CommandLine.arguments
  guard words.count >= 4, let testCase = Case(rawValue: words[1]) else {
    throw TrainingError.state("usage: ResumeProbe CASE CHECKPOINT RESULT [MILLISECONDS]")
  }
  let pause = UInt32(words.count > 4 ? words[4] : "0") ?? 0
  let trainer: Trainer
  let isNew = unsafe access(words[2], F_OK) != 0
  if isNew {
    trainer = try newTrainer(testCase)
  } else {
    let file = try ModelFile(path: words[2], plugins: .standard)
    guard let state = file.state else { throw TrainingError.state("no state in \(words[2])") }
    trainer = try Trainer(
      resuming: file.model, state: state, optimizerState: file.optimizerState)
  }
  let validation = try dataset(60, seed: 2)
  let epochs = testCase == .fullBatch ? 40 : 14
  let callbacks: [any Callback] = [
    EarlyStopping(patience: testCase == .everything ? 3 : 40),
    ModelCheckpoint(words[2], every: .steps(testCase == .fullBatch ? 1 : 5)),
    ClosureCallback(step: { _, _ in usleep(pause * 1000) }),
  ]
  func train(_ data: some SampleSource) throws {
    if isNew {
      try trainer.fit(data, epochs: epochs, validation: validation, callbacks: callbacks)
    } else {
      try trainer.resume(data, validation: validation, callbacks: callbacks)
    }
  }
  if testCase == .stream {
    try train(stream())
  } else {
    try train(dataset(samples, seed: 1, weighted: testCase == .accumulated))
  }
  try ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
    .write(to: words[3])
  print(
    "\(trainer.epoch) epochs, \(trainer.step) steps, loss \(trainer.history.last?.loss ?? .nan)")
}

do {
  if CommandLine.arguments.dropFirst() == ["cancelled"] {
    try await cancelTraining()
    let first = threadCount()
    for _ in 1..<20 { try await cancelTraining() }
    print(first, threadCount())
  } else {
    try run()
  }
} catch {
  print("\(error)")
  exit(1)
}
