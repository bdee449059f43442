import StrataLosses
import StrataPlugin
import StrataTensor
import StrataTestKit
import StrataTraining
import Synchronization
import Testing

/// The mean of the answers, and the mistakes that one can make in it.
struct MeanAnswer: Metric {
  static let kind = "meanAnswer"
  enum Mistake: String, Codable {
    case none, batches, float, unsteady, asking, forgetting, infinite, nameless, unwritable
  }
  var mistake = Mistake.none
  var name: String { mistake == .nameless ? "the mean" : Self.kind }

  func accumulator() -> Sum { Sum(mistake: mistake) }

  final class Asked: Sendable {
    let times = Atomic<Int>(0)
    static let total = Atomic<Int>(0)
  }

  struct Sum: MetricAccumulator {
    let mistake: Mistake
    var sum = 0.0
    var count = 0
    var asked = Asked()

    enum CodingKeys: CodingKey { case mistake, sum, count }

    init(mistake: Mistake) { self.mistake = mistake }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      mistake = try container.decode(Mistake.self, forKey: .mistake)
      sum = Double(try container.decode(String.self, forKey: .sum)) ?? .nan
      let counted = try container.decode(Int.self, forKey: .count)
      count = mistake == .forgetting ? 0 : counted
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(mistake, forKey: .mistake)
      if mistake == .unwritable {
        try container.encode(sum, forKey: .sum)
      } else {
        try container.encode("\(sum)", forKey: .sum)
      }
      try container.encode(count, forKey: .count)
    }

    var value: Double {
      asked.times.add(1, ordering: .relaxed)
      switch mistake {
      case .infinite: return .infinity
      case .unsteady:
        return Double(Asked.total.wrappingAdd(1, ordering: .relaxed).newValue)
      case .asking where asked.times.load(ordering: .relaxed) > 5: return 0
      default: return count == 0 ? 0 : sum / Double(count)
      }
    }

    mutating func add(_ answers: TensorView<Float>, _ targets: TargetView<Float>) {
      var batch = 0.0
      for place in 0..<answers.count {
        batch += Double(answers[place])
        if mistake != .batches {
          sum += Double(answers[place])
          if mistake == .float { sum = Double(Float(sum)) + Double(answers.count) * 1e-9 }
        }
      }
      if mistake == .batches { sum += batch / Double(answers.count) }
      count += mistake == .batches ? 1 : answers.count
    }
  }
}

@Suite struct MetricCheckTests {
  @Test func aRightOnePasses() throws { try checkMetric(MeanAnswer()) }

  @Test(arguments: [
    (MeanAnswer.Mistake.batches, "value in batches of 7"),
    (.float, "value in batches of 1"),
    (.unsteady, "value in batches of 1"),
    (.asking, "value, asked for after every sample"),
    (.forgetting, "count after 1 samples, coded again"),
    (.infinite, "value"),
    (.nameless, "name"),
    (.unwritable, "count "),
  ])
  func aWrongOneIsFound(_ mistake: MeanAnswer.Mistake, _ property: String) {
    let failure = #expect(throws: CheckFailure.self) {
      try checkMetric(MeanAnswer(mistake: mistake))
    }
    #expect(failure?.property.hasPrefix(property) == true, "\(failure?.description ?? "")")
  }

  @Test func parametersOutOfRangeAreFound() {
    let failure = #expect(throws: CheckFailure.self) { try checkMetric(TopK(0)) }
    #expect(failure != nil)
  }
}
