import StrataTraining
import Testing

@Suite struct CalibrationTests {
  /// Four bins: (0, ¼], (¼, ½], (½, ¾], (¾, 1].
  private func sample() throws -> Calibration {
    var calibration = try Calibration(bins: 4)
    for (confidence, isRight) in [
      (0.5, true), (0.375, false), (0.625, true), (0.75, false), (0.875, true), (1, true),
      (0.9375, false), (0.8125, true),
    ] {
      try calibration.add(confidence: confidence, isRight: isRight)
    }
    return calibration
  }

  @Test func binsByHand() throws {
    let calibration = try sample()
    // A bin holds its upper bound, not its lower one.
    #expect(calibration.bins.map(\.count) == [0, 2, 2, 4])
    #expect(calibration.bins.map(\.right) == [0, 1, 1, 3])
    #expect(calibration.bins.map(\.confidence) == [0, 0.4375, 0.6875, 0.90625])
    #expect(calibration.bins.map(\.accuracy) == [0, 0.5, 0.5, 0.75])
    #expect(calibration.count == 8)
    #expect(
      (0..<4).map { calibration.bounds(of: $0) } == [0...0.25, 0.25...0.5, 0.5...0.75, 0.75...1])
    // 2/8 · 0.0625 + 2/8 · 0.1875 + 4/8 · 0.15625.
    #expect(calibration.expectedError == 0.140625)
    #expect(calibration.maximumError == 0.1875)
  }

  @Test func theEndsBelongToTheFirstAndTheLastBin() throws {
    var calibration = try Calibration()
    #expect(calibration.bins.count == 15)
    #expect(calibration.expectedError == 0 && calibration.maximumError == 0)
    try calibration.add(confidence: 0, isRight: false)
    try calibration.add(confidence: 1, isRight: true)
    #expect(calibration.bins.first?.count == 1 && calibration.bins.last?.count == 1)
    #expect(calibration.expectedError == 0)
  }

  @Test func whatCannotBeIsRefused() throws {
    func message(_ body: () throws -> Void) -> String? {
      #expect(throws: TrainingError.self, performing: body)?.description
    }
    #expect(
      message { _ = try Calibration(bins: 0) } == "calibration: expected at least 1 bin, got 0")
    for confidence in [-0.01, 1.01, .nan] {
      #expect(
        message {
          var calibration = try Calibration()
          try calibration.add(confidence: confidence, isRight: true)
        } == "data: expected probabilities from 0 to 1, for a calibration, got \(confidence)")
    }
  }
}
