import StrataLosses
import StrataTestKit
import Testing

@Suite struct LossesTests {
  @Test func meanSquaredError() throws { try checkLoss(MeanSquaredError()) }
  @Test func meanAbsoluteError() throws { try checkLoss(MeanAbsoluteError()) }
  @Test func softmaxCrossEntropy() throws { try checkLoss(SoftmaxCrossEntropy()) }
  @Test func sigmoidCrossEntropy() throws { try checkLoss(SigmoidCrossEntropy()) }

  @Test func categoricalCrossEntropy() throws {
    try checkLoss(CategoricalCrossEntropy(), predictions: 0.05...0.95, extremes: [0, 1, 1e-38])
  }

  @Test func binaryCrossEntropy() throws {
    try checkLoss(BinaryCrossEntropy(), predictions: 0.05...0.95, extremes: [0, 1, 1e-38])
  }
}
