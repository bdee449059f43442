import StrataModel
import StrataPlugin
import StrataTestKit
import StrataTraining
import Synchronization
import Testing

/// 1 / (1 + epoch) and the mistakes that one can make in it.
struct Hyperbola: Schedule {
  static let kind = "hyperbola"
  enum Mistake: String, Codable {
    case none, negative, noNumber, infinite, unsteady, restless, lossy, refused
  }
  var mistake = Mistake.none
  var scale = 1.0
  var changesWithinEpochs: Bool { mistake != .restless }

  private static let calls = Atomic<Int>(0)

  init(mistake: Mistake = .none, scale: Double = 1) {
    self.mistake = mistake
    self.scale = scale
  }

  private enum CodingKeys: CodingKey { case mistake, scale }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mistake = try container.decode(Mistake.self, forKey: .mistake)
    scale = try container.decodeIfPresent(Double.self, forKey: .scale) ?? 1
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mistake, forKey: .mistake)
    if mistake != .lossy { try container.encode(scale, forKey: .scale) }
  }

  func check() throws(PluginError) {
    if mistake == .refused {
      throw .invalid(kind: Self.kind, parameter: "scale", expected: "less", got: "\(scale)")
    }
  }

  func factor(at time: TrainingTime) -> Double {
    switch mistake {
    case .negative: return 1 - time.epoch / 10
    case .noNumber: return time.history.last?.validationLoss ?? 1
    case .infinite: return 1 / time.epoch
    case .unsteady:
      return 1 + Double(Self.calls.wrappingAdd(1, ordering: .relaxed).oldValue) * 0x1p-30
    default: return scale / (1 + time.epoch)
    }
  }
}

@Suite struct ScheduleCheckTests {
  @Test func aRightOnePasses() throws {
    let digest = try checkSchedule(Hyperbola())
    #expect(try checkSchedule(Hyperbola()) == digest)
    #expect(try checkSchedule(Hyperbola(scale: 2)) != digest)
  }

  @Test(arguments: [
    (Hyperbola.Mistake.negative, "factor at epoch 11.0"),
    (.noNumber, "factor at epoch 1.0"),
    (.infinite, "factor at epoch 0.0"),
    (.unsteady, "factor at epoch 40.0, asked again"),
    (.restless, "factor at epoch 0.333"),
    (.lossy, "coding"),
    (.refused, "parameters"),
  ])
  func aWrongOneIsFound(_ mistake: Hyperbola.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkSchedule(Hyperbola(mistake: mistake, scale: 1.5))
    }
    #expect(failure?.property.hasPrefix(property) == true, "\(failure?.description ?? "")")
  }
}
