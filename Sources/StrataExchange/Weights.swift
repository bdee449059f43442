public import StrataFile
public import StrataPlugin
import StrataModel

/// Named tensors and notes, without a network: what all formats of weights hold.
///
/// ```swift
/// let weights = try Weights(path: "mlp.safetensors", plugins: .standard)
/// try weights.write(to: "mlp.strata")
/// ```
///
/// Reading and writing keep every name, dtype, dimension and element bit for bit, and every note where the
/// format has a place for notes.
public struct Weights: Sendable {
  /// What errors call them: the path they came from.
  public var name: String
  /// The tensors. Names must differ in their bytes.
  public var tensors: [TensorRecord]
  /// The notes, each key once.
  public var metadata: [(key: String, value: String)]
  /// How they are named and lie; nil if nobody says.
  public var layout: WeightLayout?

  /// Weights.
  /// - Parameters:
  ///   - name: What errors call them.
  ///   - tensors: The tensors; whether a format can hold them is checked when they are written.
  ///   - metadata: The notes.
  ///   - layout: How they are named and lie; if it is nil, what the notes say of it.
  public init(
    name: String = "weights", tensors: [TensorRecord],
    metadata: [(key: String, value: String)] = [], layout: WeightLayout? = nil
  ) {
    self.name = name
    self.tensors = tensors
    self.metadata = metadata
    let stated = metadata.first { $0.key == WeightLayout.key }
    self.layout = layout ?? stated.flatMap { WeightLayout(rawValue: $0.value) }
  }

  /// Reads a file of any format, which its ending tells.
  /// - Parameters:
  ///   - path: The file.
  ///   - plugins: Finds the layers, if it holds a model.
  ///   - layout: How a model's parameters are to be named and to lie; weights alone stay as they are.
  ///   - limits: What it may ask for.
  /// - Throws: ``ExchangeError``.
  /// - Complexity: O(bytes); memory for all tensors.
  public init(
    path: String, plugins: PluginRegistry, layout: WeightLayout = .strata,
    limits: ReadLimits = ReadLimits()
  ) throws(ExchangeError) {
    switch try WeightFormat(path: path) {
    case .safetensors: try self.init(safetensors: path, limits)
    case .npz: try self.init(npz: path, limits)
    case .strata:
      let reader = try wrapping(ExchangeError.strata) { () throws(StrataFileError) in
        try StrataReader(path: path, limits: limits)
      }
      guard reader.section(.architecture) != nil else {
        try self.init(reader)
        return
      }
      let file = try wrapping(ExchangeError.model) { () throws(ModelFileError) in
        try ModelFile(reader, plugins: plugins)
      }
      self.init(file.model, layout: layout, name: path)
    }
  }

  /// Writes a file of any format, which its ending tells; it is whole or absent.
  ///
  /// An archive has no place for notes: they are left out.
  /// - Parameter path: The file.
  /// - Throws: ``ExchangeError``: for a dtype, name or shape that the format does not hold, before
  ///   anything is written; if the system refuses.
  /// - Complexity: O(bytes).
  public func write(to path: String) throws(ExchangeError) {
    switch try WeightFormat(path: path) {
    case .safetensors: try writeSafeTensors(to: path)
    case .npz: try writeArchive(to: path)
    case .strata:
      let container = try container()
      try wrapping(ExchangeError.strata) { () throws(StrataFileError) in
        try container.write(to: path)
      }
    }
  }

  /// An error about a tensor.
  func wrong(_ tensor: String, _ expected: String, _ got: String) -> ExchangeError {
    .tensor(file: name, name: tensor, expected: expected, got: got)
  }
}
