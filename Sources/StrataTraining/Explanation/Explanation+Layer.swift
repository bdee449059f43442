public import StrataModel

extension Explanation {
  /// What a node of the network does in the step.
  public struct Layer: Hashable, Sendable {
    /// The node's name.
    public let name: String
    /// The kind of its layer.
    public let kind: String
    /// Where its inputs come from.
    public let inputs: [Edge]
    /// The names of the parameters that it uses, in the order that the layer has them.
    public let parameters: [String]
    /// What it gives.
    public let outputs: [Values]
    /// For each of its outputs ∂E/∂output, which it was handed by the nodes behind it; nil if nothing
    /// that is trained has a part in the output.
    public let outputGradients: [[Double]]?
    /// The neurons, if it is a dense layer, in the order of its output.
    public let neurons: [Neuron]
    /// The function that the neurons end in, if it has any.
    public let activation: String?
    /// Where the neurons' outputs stand: behind an activation layer, if the dense layer has no function
    /// of its own and the next node is one.
    public let neuronOutput: Edge?
  }
}
