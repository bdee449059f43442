/// How parameters are named, and how the weight of a dense layer lies.
public enum WeightLayout: String, CaseIterable, Hashable, Sendable {
  /// This package's: `dense1.weight` is [inputs, outputs], `layerNorm1.gain`.
  case strata
  /// PyTorch's: `0.weight` is [outputs, inputs], `1.weight` for a gain.
  case pytorch

  /// The key of the metadata under which an exported file says which one it has.
  public static let key = "strata.layout"
}
