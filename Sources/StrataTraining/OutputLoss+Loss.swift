public import StrataLosses
public import StrataModel
import StrataPlugin

extension OutputLoss {
  /// The loss of one output.
  /// - Parameters:
  ///   - loss: What is made small.
  ///   - weight: What it is multiplied by before the outputs' losses are added; over 0.
  public init(_ loss: some Loss, weight: Double = 1) { self.init(AnyPlugin(loss), weight: weight) }
}
