/// Data that cannot be trained on.
public enum DataError: Error, Hashable, CustomStringConvertible {
  /// Not as many targets as samples.
  case counts(inputs: Int, targets: Int)
  /// Inputs that do not have as many samples as the first.
  case inputCounts(expected: Int, got: Int)
  /// A part of a split would be empty.
  case split(fraction: Double, count: Int)
  /// As many folds as there cannot be.
  case folds(Int, count: Int)
  /// Classes that cannot be weighed against each other.
  case classWeights(expected: String, got: String)
  /// A number that is not finite.
  case notFinite(String, sample: Int, value: Float)
  /// Weights of samples that cannot be.
  case weights(expected: String, got: String)
  /// A stream that ends before it has given what it should.
  case ended(expected: Int, got: Int)
  /// A sample of a stream that is not as its layout says.
  case sample(Int, expected: String, got: String)
  /// A stream that cannot be read: which, and why.
  case stream(String)
  /// A source that can be read only once, and is asked for again or from the middle.
  case reopen(String)
  /// Samples that do not have as many values as the network takes.
  case values(expected: Int, got: Int)
  /// An image that no rule makes into the network's input.
  case image(expected: String, got: String)
  /// Neither a table nor an array: what it is instead.
  case format(String)

  /// One line: what, expected, got.
  public var description: String {
    switch self {
    case .counts(let inputs, let targets):
      "data: expected a target for each of \(inputs) samples, got \(targets)"
    case .split(let fraction, let count):
      "validation split: expected a share of \(count) samples that leaves both parts some, got "
        + "\(fraction)"
    case .inputCounts(let expected, let got):
      "data: expected \(expected) samples in each input, as in the first, got \(got)"
    case .folds(let folds, let count):
      "folds: expected 2 or more, and at most as many as the \(count) samples, got \(folds)"
    case .classWeights(let expected, let got): "class weights: expected \(expected), got \(got)"
    case .ended(let expected, let got):
      "data: expected \(expected) samples, as the source says it has, got \(got)"
    case .notFinite(let what, let sample, let value):
      "data: expected finite numbers, got the \(what) \(value) at sample \(sample)"
    case .weights(let expected, let got): "sample weights: expected \(expected), got \(got)"
    case .sample(let place, let expected, let got):
      "data: expected \(expected), got \(got) at sample \(place)"
    case .stream(let problem): problem
    case .reopen(let problem): "data: \(problem)"
    case .values(let expected, let got):
      "expected samples of \(expected) values, as the network takes, got \(got)"
    case .image(let expected, let got): "image: expected \(expected), got \(got)"
    case .format(let got):
      "data: expected CSV, JSON lines, IDX or a NumPy array, got \(got)"
    }
  }
}
