/// Data that cannot be trained on.
public enum DataError: Error, Hashable, CustomStringConvertible {
  /// Not as many targets as samples.
  case counts(inputs: Int, targets: Int)
  /// A part of a split would be empty.
  case split(fraction: Double, count: Int)
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
    case .format(let got): "data: expected CSV or IDX, got \(got)"
    }
  }
}
