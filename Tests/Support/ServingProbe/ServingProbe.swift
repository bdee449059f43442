// Predicts as a service does, long enough to see what a short test cannot, and prints what it found;
// exit code 1 if something is not as it must be. For `Tests/Acceptance/serving`.
//
//   ServingProbe crowd TASKS COUNT     predictions of each task on one predictor: every bit right
//   ServingProbe memory COUNT          predictions: memory stays what it was
//   ServingProbe cancellation COUNT    requests, half of them cancelled: nothing stays behind

import Glibc
import StrataServing

@main
enum ServingProbe {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst().compactMap(Int.init)
    switch (arguments.first, numbers.count) {
    case ("crowd", 2): try await crowd(tasks: numbers[0], count: numbers[1])
    case ("memory", 1): try memory(count: numbers[0])
    case ("cancellation", 1): try await cancellation(count: numbers[0])
    default: fail("usage: ServingProbe crowd TASKS COUNT | memory COUNT | cancellation COUNT")
    }
  }

  private static func predictor() throws -> Predictor {
    var model = try Model(input: [30], seed: 7) {
      Dense(64, activation: .relu)
      Dense(32, activation: .relu)
      Dense(2)
    }
    model.preparation = try Preparation(
      input: .columns((0..<30).map { InputColumn("x\($0)", .number(mean: 1, deviation: 2)) }),
      target: .classes(ClassTarget(labels: ["no", "yes"])))
    return try Predictor(model)
  }

  private static func sample(_ number: Int) -> [Float] {
    (0..<30).map { Float((number * 37 + $0 * 11) % 101) / 25 - 2 }
  }

  private static func row(_ number: Int) -> InputRow {
    InputRow(
      sample(number).enumerated().map { InputRow.Field("x\($0)", .number(Double($1))) })
  }

  // MARK: - All bits right

  private static func crowd(tasks: Int, count: Int) async throws {
    let predictor = try predictor()
    let samples = (0..<256).map(sample)
    let expected = try samples.map { try predictor.predict($0) }
    let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var wrong = 0
          var output: [Float] = [0, 0]
          for number in 0..<count {
            let index = (number * (task + 1)) % samples.count
            let input = samples[index]
            var span = output.mutableSpan
            try predictor.predict(input.span, into: &span)
            if output != expected[index] { wrong += 1 }
          }
          return wrong
        }
      }
      return try await group.reduce(0, +)
    }
    print("\(tasks) tasks × \(count) predictions: \(wrong) wrong")
    if wrong > 0 { fail("a prediction is not what it is alone") }
  }

  // MARK: - Memory

  private static func memory(count: Int) throws {
    let predictor = try predictor()
    let input = sample(1)
    var output: [Float] = [0, 0]
    func predict(_ count: Int) throws {
      for number in 0..<count {
        var span = output.mutableSpan
        try predictor.predict(input.span, into: &span)
        // What allocates for a moment, now and then.
        if number % 100 == 0 { _ = try predictor.answer(row(number)) }
      }
    }
    try predict(100_000)
    let before = residentBytes()
    try predict(count)
    report("\(count) predictions", before)
  }

  // MARK: - Cancellation

  private static func cancellation(count: Int) async throws {
    let batching = BatchingPredictor(try predictor(), batchSize: 16, delay: .microseconds(50))
    func ask(_ count: Int) async {
      await withTaskGroup(of: Void.self) { group in
        for caller in 0..<8 {
          group.addTask {
            for number in 0..<count / 8 {
              let request = Task { try? await batching.predict(sample(caller + number)) }
              if (caller + number) % 2 == 0 { request.cancel() }
              _ = await request.value
            }
          }
        }
      }
    }
    await ask(count / 10)
    let before = residentBytes()
    await ask(count)
    let status = batching.status
    print("answered \(status.answered), cancelled \(status.cancelled), waiting \(status.waiting)")
    if status.waiting != 0 { fail("a cancelled request still waits") }
    if status.cancelled == 0 { fail("no request was cancelled") }
    report("\(count) requests", before)
  }

  // MARK: - Measuring

  /// A mebibyte: what the allocator may keep for itself.
  private static func report(_ what: String, _ before: Int) {
    let growth = residentBytes() - before
    print("\(what): memory grew by \(growth) bytes of \(before)")
    if growth > 1 << 20 { fail("memory is not flat") }
  }

  /// The bytes of memory that the process holds.
  private static func residentBytes() -> Int {
    guard let file = unsafe fopen("/proc/self/statm", "r") else { fail("no /proc/self/statm") }
    defer { unsafe fclose(file) }
    var text = [CChar](repeating: 0, count: 256)
    guard unsafe fgets(&text, Int32(text.count), file) != nil else { fail("no line") }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").dropFirst().first
    guard let pages = pages.flatMap({ Int($0) }) else { fail("no number of pages") }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  private static func fail(_ message: String) -> Never {
    print("ServingProbe: \(message)")
    exit(1)
  }
}
