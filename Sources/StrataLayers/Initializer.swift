public import StrataPlugin
public import StrataTensor

/// What gives a parameter its first values. A plugin of family `initializer`.
public protocol Initializer: Plugin {
  /// The values for a parameter, `shape.count` of them in row-major order.
  /// - Parameters:
  ///   - shape: The parameter's shape.
  ///   - fans: The numbers of inputs and outputs that one value stands between.
  ///   - random: The parameter's own stream: element i of sample 0 belongs to value i.
  /// - Throws: ``LayerError`` if it has no values for such a shape.
  func values(for shape: Shape, fans: Fans, random: RandomStream) throws(LayerError) -> [Float]
}

extension Initializer {
  /// `initializer`.
  public static var family: PluginFamily { .initializer }
}

/// The numbers of inputs and outputs that one weight stands between.
public struct Fans: Hashable, Sendable {
  /// Values that are summed into one output.
  public let input: Int
  /// Outputs that one input value goes into.
  public let output: Int

  /// Fans of a weight; 1 and 1 for what is no weight.
  public init(input: Int = 1, output: Int = 1) {
    self.input = input
    self.output = output
  }
}
