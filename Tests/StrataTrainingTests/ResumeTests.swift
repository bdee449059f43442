import Foundation
import StrataData
import StrataFile
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// A training that is killed and taken up from its last checkpoint ends as one that never was.
@Suite struct ResumeTests {
  private final class Folder {
    let path = NSTemporaryDirectory() + "strata-resume-\(UUID().uuidString)"

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }
  }

  /// Kills a process again and again at moments that are drawn, until it has died so often; then lets
  /// it come to its end.
  @Test(arguments: ["everything", "accumulated", "fullBatch", "stream"])
  func killedAndTakenUpAgain(_ testCase: String) throws {
    let folder = try Folder()
    let whole = try Probe.Child(
      "ResumeProbe", [testCase, folder.path + "/whole.strata", folder.path + "/expected.strata"])
    #expect(whole.wait() == 0)
    // One training in four would do for the promise; each must have been killed at 30 moments.
    let words = [testCase, folder.path + "/part.strata", folder.path + "/got.strata"]
    var (kills, random) = (0, SystemRandomNumberGenerator())
    while kills < 30 {
      let child = try Probe.Child("ResumeProbe", words + ["4"])
      usleep(.random(in: 1_000...60_000, using: &random))
      guard child.kill() else {
        // It was faster than the killer: another training has to serve for the rest.
        for name in ["part.strata", "got.strata"] {
          try? FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        continue
      }
      kills += 1
    }
    let last = try Probe.Child("ResumeProbe", words)
    #expect(last.wait() == 0)
    let isSame = try folder.bytes("got.strata") == folder.bytes("expected.strata")
    #expect(isSame, "\(testCase)")
  }

  /// Interrupted after each step of a short training, in one process.
  @Test func brokenOffAfterAnyStep() throws {
    let data = try Fixtures.classes(34)
    let validation = try Fixtures.classes(20, seed: 8)
    let plugins = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    func trainer() throws -> Trainer {
      try Trainer(
        Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .adam(learningRate: 0.01),
        metrics: [.accuracy], batchSize: 10, seed: 3
      ) { $0.averaging = 0.9 }
    }
    func bytes(_ trainer: Trainer) throws -> [UInt8] {
      try ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
        .encoded()
    }
    let whole = try trainer()
    try whole.fit(data, epochs: 3, validation: validation)
    // Four steps an epoch.
    for step in 1...11 {
      let first = try trainer()
      let interrupt = ClosureCallback(step: { _, trainer in
        if trainer.step == step { trainer.stop() }
      })
      try first.fit(data, epochs: 3, validation: validation, callbacks: [interrupt])
      #expect(first.step == step)
      #expect(first.state.lastEpoch == 3)
      let file = try ModelFile(StrataReader(bytes(first), name: "part"), plugins: plugins)
      let second = try Trainer(
        resuming: file.model, state: #require(file.state), optimizerState: file.optimizerState)
      try second.resume(data, validation: validation)
      let isSame = try bytes(second) == bytes(whole)
      #expect(isSame, "broken off after step \(step)")
      #expect(try second.resume(data).isEmpty)
    }
  }

  /// What was left in the middle of an epoch has to find its data again.
  @Test func anEpochNeedsTheDataThatItBeganWith() throws {
    let trainer = try Fixtures.trainer(batchSize: 10)
    let interrupt = ClosureCallback(step: { progress, trainer in
      if progress.step == 2 { trainer.stop() }
    })
    try trainer.fit(Fixtures.classes(34), epochs: 1, callbacks: [interrupt])
    let error = #expect(throws: TrainingError.self) { try trainer.resume(Fixtures.classes(15)) }
    #expect(
      error?.description
        == "data: expected at least 20 samples: so many the epoch that was left in the middle has "
        + "seen, got 15")
    // Nothing is lost by that.
    try trainer.resume(Fixtures.classes(34))
    #expect(trainer.epoch == 1 && trainer.step == 4)
  }

  /// A sequence that is used up cannot be taken up in the middle, and says so.
  @Test func aSequenceThatWasUsedUpIsAnError() throws {
    let data = try Fixtures.classes(34)
    guard case .classes(let labels) = data.targets else { return }
    let samples = (0..<34).map { row in
      Sample(Array(data.inputs.elements[row * 4..<row * 4 + 4]), .label(labels[row]))
    }
    let stream = SampleStream(once: samples, SampleLayout(inputs: [[4]], targets: [nil]))
    let trainer = try Fixtures.trainer(batchSize: 10)
    try trainer.fit(stream, epochs: 1)
    #expect(trainer.step == 4)
    let error = #expect(throws: TrainingError.self) { try trainer.fit(stream, epochs: 1) }
    guard case .source(.reopen)? = error else {
      Issue.record("got \(String(describing: error))")
      return
    }
    #expect(trainer.epoch == 1 && trainer.step == 4)
  }

  /// A cancelled training has no thread that stays behind: the threads of a pool end with it.
  @Test func noThreadStaysBehind() throws {
    let numbers = try Probe.run("ResumeProbe", words: ["cancelled"]).split(separator: " ")
      .compactMap { Int($0.trimmingPrefix("\n").replacing("\n", with: "")) }
    try #require(numbers.count == 2)
    // After one training with four threads and after 20; Swift's own executor may start two.
    #expect(numbers[1] <= numbers[0] + 2, "\(numbers)")
  }
}
