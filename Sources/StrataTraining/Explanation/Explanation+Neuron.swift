extension Explanation {
  /// A neuron: out = f(net), net = Σ x·w + b.
  public struct Neuron: Hashable, Sendable {
    /// Its layer's name and its place in the layer's output: `dense1[0]`.
    public let name: String
    /// The weighted sum.
    public let net: Double
    /// What the activation makes of it.
    public let out: Double
    /// ∂E/∂out: what the neurons behind this one hand back.
    public let errorByOut: Derivative
    /// ∂out/∂net: the activation's slope; nil where each output depends on the sums of all neurons, as
    /// in softmax.
    public let outByNet: Derivative?
    /// δ = ∂E/∂net, which the layers before this one use: ∂E/∂out · ∂out/∂net.
    public let delta: Derivative
  }
}
