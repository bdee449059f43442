public import StrataLayers
import StrataPlugin

/// A network that cannot be, or data that does not fit it.
public enum ModelError: Error, Hashable, CustomStringConvertible {
  /// A node's layer cannot take its inputs, or is of an unknown kind.
  case node(name: String, LayerError)
  /// The graph's names and edges do not make a network.
  case graph(expected: String, got: String)
  /// Parameters do not fit the network.
  case parameters(expected: String, got: String)
  /// A tensor does not fit an input.
  case input(name: String, expected: String, got: String)
  /// The system has not the memory that a batch takes.
  case noMemory(batch: Int, bytes: Int)

  /// One line: where, expected, got.
  public var description: String { words.onOneLine }

  private var words: String {
    switch self {
    case .node(let name, let error): "node '\(name)': \(error)"
    case .graph(let expected, let got): "network: expected \(expected), got \(got)"
    case .parameters(let expected, let got): "parameters: expected \(expected), got \(got)"
    case .input(let name, let expected, let got):
      "input '\(name)': expected \(expected), got \(got)"
    case .noMemory(let batch, let bytes):
      "memory: expected \(bytes) bytes for a batch of \(batch), got none"
    }
  }
}
