import Foundation
import StrataJSON
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTestKit
import StrataTraining
import Testing

@Suite struct SchedulesTests {
  /// What the checker is run with: every schedule of the module, each in all its forms.
  private static let schedules: [any Schedule] = [
    ConstantRate(), ConstantRate(factor: 0), StepDecay(every: 3), StepDecay(every: 0.4, gamma: 0.9),
    StepDecay(at: [2, 3.5, 20], gamma: 0.3), ExponentialDecay(), ExponentialDecay(gamma: 1),
    ExponentialDecay(gamma: 1e-300), PolynomialDecay(epochs: 10),
    PolynomialDecay(epochs: 33.3, power: 0.5, end: 0.1), CosineDecay(epochs: 10),
    CosineDecay(epochs: 0.7, minimum: 0.2), CosineDecay(epochs: 3, lengthening: 1),
    CosineDecay(epochs: 1e-200, lengthening: 2), WarmUp(epochs: 5),
    WarmUp(epochs: 2.5, start: 0, then: .cosine(epochs: 20)),
    WarmUp(epochs: 3, then: .reduceLROnPlateau(patience: 1)),
    WarmUp(epochs: 3, then: .warmUp(epochs: 4, then: .step(every: 2))),
    OneCycle(epochs: 30), OneCycle(epochs: 10, rising: 0), OneCycle(epochs: 10, rising: 1),
    ReduceLROnPlateau(), ReduceLROnPlateau(.loss, patience: 0, cooldown: 1, minimum: 0.01),
    ReduceLROnPlateau(
      Monitor("validationAccuracy", better: .higher), factor: 0.5, patience: 1, threshold: 0.1,
      thresholdMode: .absolute),
  ]

  @Test(arguments: schedules.indices)
  func check(_ index: Int) throws { try checkSchedule(Self.schedules[index]) }

  /// A schedule that has no line above fails here.
  @Test func everyScheduleIsChecked() {
    let registered = TrainingPlugins.all.filter { $0.family == .schedule }.map { $0.kind }
    #expect(registered.count == 8)
    #expect(Set(Self.schedules.map { type(of: $0).kind }) == Set(registered))
  }

  // MARK: - Beside PyTorch

  private struct Vectors: Decodable {
    let torch: String
    let losses: [Double]
    let rates: [String: [Double]]
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/schedules", withExtension: "json"))
    return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url))
  }

  private static let cases: [(name: String, schedule: any Schedule)] = [
    ("constant", ConstantRate(factor: 0.5)),
    ("step", StepDecay(every: 3, gamma: 0.5)),
    ("step at", StepDecay(at: [4, 5, 15], gamma: 0.2)),
    ("exponential", ExponentialDecay(gamma: 0.9)),
    ("polynomial", PolynomialDecay(epochs: 15, power: 2.5)),
    ("linear", PolynomialDecay(epochs: 12, end: 0.1)),
    ("cosine", CosineDecay(epochs: 20, minimum: 0.1)),
    ("cosine restarts", CosineDecay(epochs: 7, minimum: 0.05, lengthening: 1)),
    ("cosine lengthening", CosineDecay(epochs: 3, lengthening: 2)),
    ("warm up", WarmUp(epochs: 6, start: 0.25)),
    ("warm up, cosine", WarmUp(epochs: 5, then: .cosine(epochs: 15))),
    ("warm up, step", WarmUp(epochs: 4, then: .step(every: 5))),
    ("one cycle", OneCycle(epochs: 20)),
    ("plateau", ReduceLROnPlateau(factor: 0.5, patience: 1, threshold: 0.01)),
    (
      "plateau cooldown",
      ReduceLROnPlateau(
        factor: 0.3, patience: 0, threshold: 0.05, thresholdMode: .absolute, cooldown: 2,
        minimum: 0.02)
    ),
    (
      "plateau higher",
      ReduceLROnPlateau(
        Monitor("validationLoss", better: .higher), factor: 0.5, patience: 2, threshold: 0.1)
    ),
  ]

  /// Learning rates over 20 epochs; `Vectors/schedules.py` wrote them.
  @Test(arguments: cases.indices)
  func ratesOfEpochs(_ index: Int) throws {
    let vectors = try Self.vectors()
    let (name, schedule) = Self.cases[index]
    let expected = try #require(vectors.rates[name])
    try #require(expected.count == 21 && vectors.losses.count == 20)
    let history = vectors.losses.enumerated().map { epoch, loss in
      EpochRecord(epoch: epoch + 1, loss: 1, metrics: [], validationLoss: loss)
    }
    for (epoch, rate) in expected.enumerated() {
      for steps in [1, 5] {
        let time = TrainingTime(
          step: epoch * steps, stepsPerEpoch: steps, history: Array(history.prefix(epoch)))
        #expect(
          (schedule.factor(at: time) - rate).magnitude <= 1e-12, "\(name), epoch \(epoch)")
      }
    }
  }

  @Test func everyScheduleHasRates() throws {
    let registered = TrainingPlugins.all.filter { $0.family == .schedule }.map { $0.kind }
    #expect(Set(Self.cases.map { type(of: $0.schedule).kind }) == Set(registered))
    #expect(try Set(Self.vectors().rates.keys) == Set(Self.cases.map(\.name)))
  }

  // MARK: - Within epochs

  private func factor(_ schedule: some Schedule, _ step: Int, of steps: Int) -> Double {
    schedule.factor(at: TrainingTime(step: step, stepsPerEpoch: steps))
  }

  @Test func rampsGoOnAtEachStep() {
    // Half a way of two epochs, in epochs of four steps.
    #expect(factor(.warmUp(epochs: 2, start: 0), 4, of: 4) == 0.5)
    #expect(factor(.warmUp(epochs: 2, start: 0), 1, of: 4) == 0.125)
    #expect(factor(.polynomial(epochs: 2), 1, of: 4) == 0.875)
    #expect(factor(.cosine(epochs: 2), 4, of: 4) == 0.5)
    #expect(factor(.exponential(gamma: 0.25), 2, of: 4) == 0.5)
    #expect(factor(.step(every: 1.5, gamma: 0.5), 5, of: 4) == 1)
    #expect(factor(.step(every: 1.5, gamma: 0.5), 6, of: 4) == 0.5)
    // What comes after a way up begins there, within an epoch too.
    #expect(factor(.warmUp(epochs: 0.5, then: .polynomial(epochs: 1)), 4, of: 4) == 0.5)
  }

  @Test func timeAfterAWarmUp() {
    let history = (1...5).map { EpochRecord(epoch: $0, loss: 1, metrics: []) }
    let time = TrainingTime(step: 52, stepsPerEpoch: 10, history: history)
    let later = time.after(epochs: 1.5)
    #expect(later.epoch == 5.2 - 1.5 && later.step == 37 && later.stepsPerEpoch == 10)
    // The second epoch began before.
    #expect(later.history.map(\.epoch) == [3, 4, 5])
    let before = time.after(epochs: 1e300)
    #expect(before.epoch == 0 && before.step == 0 && before.history.isEmpty)
  }

  /// An epoch without the number that is watched, or with one that a file cannot hold, does not
  /// count.
  @Test func plateausSkipWhatIsNoNumber() {
    let schedule = ReduceLROnPlateau(factor: 0.5, patience: 1)
    func factor(_ losses: [Double?]) -> Double {
      schedule.factor(
        at: TrainingTime(
          step: losses.count, stepsPerEpoch: 1,
          history: losses.enumerated().map {
            EpochRecord(epoch: $0 + 1, loss: 1, metrics: [], validationLoss: $1)
          }))
    }
    #expect(factor([1, 2, nil, .nan, .infinity]) == 1)
    #expect(factor([1, 2, nil, 2]) == 0.5)
    // A tenth of a thousandth of −1 is below it, not above.
    #expect(factor([-1, -1.00005, -1.00005]) == 0.5)
    #expect(factor([-1, -1.001, -1.002]) == 1)
  }

  // MARK: - Refused

  @Test(
    arguments: [
      (
        ConstantRate(factor: -1),
        "constant: factor: expected a finite number of at least 0, got -1.0"
      ),
      (
        ConstantRate(factor: .nan),
        "constant: factor: expected a finite number of at least 0, got nan"
      ),
      (StepDecay(every: 0), "step: every: expected a finite number over 0, got 0.0"),
      (StepDecay(every: .nan), "step: every: expected a finite number over 0, got nan"),
      (StepDecay(at: []), "step: at: expected epochs over 0, each after the one before, got []"),
      (
        StepDecay(at: [3, 2]),
        "step: at: expected epochs over 0, each after the one before, got [3.0, 2.0]"
      ),
      (
        StepDecay(at: [1, .nan]),
        "step: at: expected epochs over 0, each after the one before, got [1.0, nan]"
      ),
      (StepDecay(every: 1, gamma: 2), "step: gamma: expected over 0 and at most 1, got 2.0"),
      (ExponentialDecay(gamma: 0), "exponential: gamma: expected over 0 and at most 1, got 0.0"),
      (PolynomialDecay(epochs: 0), "polynomial: epochs: expected a finite number over 0, got 0.0"),
      (
        PolynomialDecay(epochs: 1, power: -1),
        "polynomial: power: expected a finite number over 0, got -1.0"
      ),
      (
        PolynomialDecay(epochs: 1, end: 1.5),
        "polynomial: end: expected at least 0 and at most 1, got 1.5"
      ),
      (CosineDecay(epochs: -1), "cosine: epochs: expected a finite number over 0, got -1.0"),
      (
        CosineDecay(epochs: 1, minimum: .nan),
        "cosine: minimum: expected at least 0 and at most 1, got nan"
      ),
      (
        CosineDecay(epochs: 1, lengthening: 0),
        "cosine: lengthening: expected a whole number of at least 1, got 0"
      ),
      (WarmUp(epochs: .infinity), "warmUp: epochs: expected a finite number over 0, got inf"),
      (WarmUp(epochs: 1, start: 2), "warmUp: start: expected at least 0 and at most 1, got 2.0"),
      (
        WarmUp(epochs: 1, then: .oneCycle(epochs: 0)),
        "oneCycle: epochs: expected a finite number over 0, got 0.0"
      ),
      (
        OneCycle(epochs: 1, rising: 2),
        "oneCycle: rising: expected at least 0 and at most 1, got 2.0"
      ),
      (
        OneCycle(epochs: 1, start: -1),
        "oneCycle: start: expected at least 0 and at most 1, got -1.0"
      ),
      (OneCycle(epochs: 1, end: .nan), "oneCycle: end: expected at least 0 and at most 1, got nan"),
      (
        ReduceLROnPlateau(factor: 1),
        "reduceLROnPlateau: factor: expected at least 0 and below 1, got 1.0"
      ),
      (
        ReduceLROnPlateau(patience: -1),
        "reduceLROnPlateau: patience: expected a number of epochs of at least 0, got -1"
      ),
      (
        ReduceLROnPlateau(threshold: -1),
        "reduceLROnPlateau: threshold: expected a finite number of at least 0, got -1.0"
      ),
      (
        ReduceLROnPlateau(cooldown: -1),
        "reduceLROnPlateau: cooldown: expected a number of epochs of at least 0, got -1"
      ),
      (
        ReduceLROnPlateau(minimum: 2),
        "reduceLROnPlateau: minimum: expected at least 0 and at most 1, got 2.0"
      ),
    ] as [(any Schedule, String)])
  func parametersOutOfRange(_ schedule: any Schedule, _ message: String) throws {
    let error = #expect(throws: PluginError.self) { try schedule.check() }
    #expect(error?.description == message)
    // A trainer refuses it before the first step.
    #expect(throws: TrainingError.self) {
      try Trainer(
        Fixtures.network(), loss: .softmaxCrossEntropy, optimizer: .sgd(), schedule: schedule)
    }
  }

  private static func decode(_ text: String) throws -> AnyPlugin {
    struct Box: Decodable {
      let plugin: AnyPlugin
      init(from decoder: any Decoder) throws { plugin = try AnyPlugin(.schedule, from: decoder) }
    }
    return try JSONReader.decode(
      Box.self, from: Array(text.utf8), userInfo: PluginRegistry(TrainingPlugins.all).userInfo
    ).plugin
  }

  @Test(arguments: [
    #""cosine""#, #"{"step": {}}"#, #"{"step": {"every": 2, "at": [3]}}"#,
    #"{"step": {"at": []}}"#, #"{"oneCycle": {"epochs": -1}}"#, #"{"warmUp": {"epochs": 0}}"#,
    #"{"reduceLROnPlateau": {"patience": 0.5}}"#, #"{"polynomial": {"power": 2}}"#,
  ])
  func filesThatCannotBe(_ text: String) {
    #expect(throws: (any Error).self) { try Self.decode(text) }
  }

  @Test func aFileMayLeaveOutWhatIsUsual() throws {
    #expect(try Self.decode(#""constant""#) == AnyPlugin(ConstantRate()))
    #expect(try Self.decode(#""exponential""#) == AnyPlugin(ExponentialDecay()))
    #expect(try Self.decode(#""reduceLROnPlateau""#) == AnyPlugin(ReduceLROnPlateau()))
    #expect(try Self.decode(#"{"cosine": {"epochs": 3}}"#) == AnyPlugin(CosineDecay(epochs: 3)))
    #expect(
      try Self.decode(#"{"warmUp": {"epochs": 3, "then": {"step": {"every": 2}}}}"#)
        == AnyPlugin(WarmUp(epochs: 3, then: .step(every: 2))))
  }

  /// A schedule that is not at hand is kept, and refused where it would be run.
  @Test func anUnknownScheduleAfterAWarmUp() throws {
    let box = try Self.decode(#"{"warmUp": {"epochs": 3, "then": {"spiral": {"turns": 2}}}}"#)
    let schedule = try #require(try box.plugin as? any Schedule)
    let error = #expect(throws: PluginError.self) { try schedule.check() }
    #expect(error?.description.hasPrefix("unknown schedule 'spiral'") == true)
  }
}
