import Strata
import Testing

@Suite struct ServeAModelTests {
  @Test func snippets() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("buys.strata")
    var model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .tanh)
      Dense(2)
    }
    model.preparation = try Preparation(
      input: .columns([
        InputColumn("age", .number(mean: 40, deviation: 12)),
        InputColumn("city", .category(values: ["Bergen", "Oslo"])),
      ]), target: .classes(ClassTarget(labels: ["no", "yes"])))
    try ModelFile(model).write(to: path)
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }

    let predictor = try Predictor(path: path)
    let answer = try predictor.answer(["age": 41, "city": "Oslo"])
    print(answer.label ?? "", answer.probability ?? 0)

    do {
      _ = try predictor.answer(["age": 41, "city": "Rome"])
    } catch {
      print(error)
    }
    let shown = try #require(Article("Articles/ServeAModel.md").texts(in: "text").first)
    #expect(printed.last == shown)

    try predictor.prepare(samples: 1, callers: 8)

    let store = try ModelStore(path: path)
    let watching = Task { await store.watch(every: .seconds(1)) }
    let served = store.current
    let other = try served.predictor.answer(["age": 23, "city": "Bergen"])
    print(served.version.number, other.label ?? "")
    watching.cancel()
    #expect(printed.last?.hasPrefix("1 ") == true)

    do {
      #expect(try await gather(predictor) == answer)
    } catch let error as BatchingError {
      // The tests beside this one can hold all threads for longer than that.
      #expect(error == .deadlinePassed)
    }
  }

  private func gather(_ predictor: Predictor) async throws -> Answer {
    let batching = BatchingPredictor(
      predictor, batchSize: 16, delay: .microseconds(200), limit: 64)
    let gathered = try await batching.answer(
      ["age": 41, "city": "Oslo"], deadline: .now + .seconds(1))
    return gathered
  }
}
