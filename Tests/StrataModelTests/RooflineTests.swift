import StrataLayers
import StrataModel
import StrataTensor
import Testing

/// The least time of a prediction.
@Suite struct RooflineTests {
  @Test func countsTheProductsAlone() throws {
    let model = try Model(input: [3, 4], seed: 1) {
      Dense(5, activation: .relu)
      Flatten()
      Dropout(0.5)
      Dense(2)
    }
    // Three rows of 4 to 5, then one of 15 to 2.
    #expect(try model.signature().operationCount == Double(2 * 3 * 4 * 5 + 2 * 15 * 2))
    let roofline = try Roofline(model, seconds: 0.005)
    #expect(roofline.operationCount == 180 && roofline.weightBytes == 4 * (25 + 32))
  }

  @Test func theLongerOfBothLimitsCounts() throws {
    let model = try Model(input: [64], seed: 1) { Dense(64) }
    let roofline = try Roofline(model, seconds: 0.005)
    let many = roofline.seconds(batch: 1_000_000, threads: 2)
    #expect(many == 1e6 * 8192 / (2 * roofline.operationsPerSecond))
    let reading = Double(roofline.weightBytes) / roofline.bytesPerSecond
    let computing = 8192 / roofline.operationsPerSecond
    #expect(roofline.seconds(batch: 1, threads: 1) == max(reading, computing))
  }
}
