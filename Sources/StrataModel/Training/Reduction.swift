/// How the losses of a batch's samples become the number that is made small.
///
/// lᵢ is the loss of sample i and wᵢ its weight: 1, or the sample's own weight times its class's.
public enum Reduction: String, Codable, Hashable, Sendable, CaseIterable {
  /// Σ wᵢ·lᵢ / n, where n is the number of samples.
  case mean
  /// Σ wᵢ·lᵢ: gradients, and so steps, grow with the batch. What is shown is the mean.
  case sum
  /// Σ wᵢ·lᵢ / Σ wᵢ: a batch of light samples moves the weights as far as one of heavy samples.
  case weightedMean
}
