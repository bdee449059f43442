import Glibc
import StrataFile
import StrataModel
import StrataServing
import StrataTensor
import Testing

/// One model after another, while requests go on.
@Suite struct ModelStoreTests {
  /// 200 swaps under the load of 8 tasks: no request fails, and each answer is that of the model
  /// that was handed out for it.
  @Test func swapsUnderLoad() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      let models = try [model(seed: 1), model(seed: 2)]
      try ModelFile(models[0]).write(to: path)
      let expected = try models.map { model in
        let predictor = try Predictor(model)
        return try (0..<64).map { try predictor.answer(outputs: predictor.predict(sample($0))) }
      }
      let store = try ModelStore(path: path)
      let (over, requests) = (Gate(), Counter())
      try await withThrowingTaskGroup(of: [Int].self) { group in
        for caller in 0..<8 {
          group.addTask {
            var seen = [0, 0]
            var number = caller
            while !over.isOpen {
              let model = store.current
              let values = sample(number % 64)
              let row = InputRow(
                values.enumerated().map { .init("x\($0)", .number(Double($1))) })
              let answer = try model.predictor.answer(row)
              let own = (model.version.number + 1) % 2
              #expect(answer == expected[own][number % 64])
              seen[own] += 1
              number += 1
              requests.increment()
              if number % 32 == 0 { await Task.yield() }
            }
            return seen
          }
        }
        for swap in 1...200 {
          try ModelFile(models[swap % 2]).write(to: path)
          guard case .swapped(let model) = store.reload() else {
            Issue.record("swap \(swap) did not happen")
            break
          }
          #expect(model.version.number == swap + 1)
          await Task.yield()
        }
        over.open()
        var seen = [0, 0]
        for try await part in group { seen = [seen[0] + part[0], seen[1] + part[1]] }
        #expect(seen[0] > 0 && seen[1] > 0, "\(seen)")
      }
      let status = store.status
      #expect(status.swaps == 200 && status.refusals == 0 && status.current.number == 201)
      #expect(status.versions.map(\.number) == Array(186...201))
      let latest = status.versions.reduce(0) { $0 + $1.useCount }
      #expect(latest <= requests.value)
    }
  }

  @Test func aBadFileIsRefusedAndTheOldOneServes() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      try ModelFile(model(seed: 1)).write(to: path)
      let whole = try bytes(of: path)
      let store = try ModelStore(path: path) { predictor in
        if predictor.parameterByteCount > 4096 { throw TooLarge() }
      }
      let first = store.current
      func refusal() -> String {
        guard case .refused(let error) = store.reload() else { return "taken" }
        #expect(store.current === first)
        #expect(store.status.lastRefusal == error.description)
        return error.description
      }
      // Cut, changed, no file, another interface, refused by the program itself.
      try overwrite(path, with: whole.dropLast(9))
      #expect(refusal().hasPrefix("\(path): "))
      var changed = whole
      changed[whole.count / 2] ^= 1
      try overwrite(path, with: changed)
      #expect(refusal().contains("damaged at byte"))
      unsafe unlink(path)
      #expect(refusal().contains("no such file"))
      try ModelFile(model(seed: 1, labels: ["no", "maybe", "yes"])).write(to: path)
      #expect(
        refusal()
          == "\(path): the interface is another: - output: one of \"no\", \"yes\"; "
          + "+ output: one of \"no\", \"maybe\", \"yes\"")
      var large = try Model(input: [4]) {
        Dense(500)
        Dense(2)
      }
      large.preparation = try model(seed: 1).preparation
      try ModelFile(large).write(to: path)
      #expect(refusal() == "\(path): more than 4 KiB of parameters")
      #expect(store.status.refusals == 5 && store.status.swaps == 0)

      try overwrite(path, with: whole)
      guard case .unchanged = store.reload() else {
        Issue.record("the same model was taken for another")
        return
      }
      #expect(store.current === first)
    }
  }

  /// A network that does not give what its file says it gives, with all checksums right.
  @Test func goldenVectorsAreChecked() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      try ModelFile(model(seed: 1)).write(to: path)
      let store = try ModelStore(path: path)
      let reader = try StrataReader(path: path)
      var container = try reader.container()
      let weight = try #require(container.tensors.firstIndex { $0.name == "dense1.weight" })
      container.tensors[weight].bytes[2] ^= 0x40
      try container.write(to: path)
      guard case .refused(let error) = store.reload() else {
        Issue.record("a model that computes something else was taken")
        return
      }
      #expect(error.description.contains("golden vectors"))
      let fresh = #expect(throws: RefusedModelError.self) { try ModelStore(path: path) }
      #expect(fresh?.description.contains("golden vectors") == true)
    }
  }

  @Test func anInterfaceMayChangeWhereThatIsAsked() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      try ModelFile(model(seed: 1)).write(to: path)
      let store = try ModelStore(path: path, keepsInterface: false)
      try ModelFile(model(seed: 1, labels: ["no", "maybe", "yes"])).write(to: path)
      guard case .swapped(let model) = store.reload() else {
        Issue.record("it was not taken")
        return
      }
      #expect(model === store.current && model.metadata == ["title": "Model 1"])
    }
  }

  @Test func aWatchedFileIsTakenWhenItChanges() async throws {
    try await withFolder { folder in
      let path = folder + "/m.strata"
      try ModelFile(model(seed: 1)).write(to: path)
      let store = try ModelStore(path: path)
      let reports = AsyncStream.makeStream(of: String.self)
      let watching = Task {
        await store.watch(every: .milliseconds(2)) { outcome in
          switch outcome {
          case .swapped(let model): reports.continuation.yield("\(model.version.number)")
          case .unchanged: reports.continuation.yield("unchanged")
          case .refused: reports.continuation.yield("refused")
          }
        }
      }
      var seen = reports.stream.makeAsyncIterator()
      try ModelFile(model(seed: 2)).write(to: path)
      #expect(await seen.next() == "2")
      try overwrite(path, with: [1, 2, 3])
      // Looked at while it is empty, and again once it is written, or only then: never taken.
      #expect(await seen.next() == "refused")
      try ModelFile(model(seed: 3)).write(to: path)
      var report = await seen.next()
      while report == "refused" { report = await seen.next() }
      #expect(report == "3")
      try ModelFile(model(seed: 3)).write(to: path)
      #expect(await seen.next() == "unchanged")
      watching.cancel()
      await watching.value
      #expect(store.status.current.number == 3)
    }
  }

  private func bytes(of path: String) throws -> [UInt8] {
    let file = try unsafe #require(unsafe fopen(path, "rb"))
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }

  private struct TooLarge: Error, CustomStringConvertible {
    var description: String { "more than 4 KiB of parameters" }
  }
}
