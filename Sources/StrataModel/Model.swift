private import Glibc
import StrataLayers
public import StrataTensor

/// A network: its graph, its parameters, what prepares its input, and notes about it. A value.
///
/// ```swift
/// let model = try Model(input: [784]) {
///   Dense(256, activation: .relu)
///   Dense(10)
/// }
/// ```
///
/// A model read from a file may hold layers whose kind is not registered: it can be inspected and
/// written again, and throws when it is to run.
public struct Model: Sendable {
  /// The graph.
  public let architecture: Architecture
  /// The tensors that the layers use, in the order of the nodes.
  public private(set) var parameters: [Parameter]
  /// What turns raw data into the network's input and its output into an answer, if it is known.
  public var preparation: Preparation?
  /// Notes for people: a title, a source, a licence. Kept in the order of the keys.
  public var metadata: [String: String] = [:]

  /// A chain of layers with first values drawn for a seed.
  /// - Parameters:
  ///   - sample: The shape of one sample, without the batch.
  ///   - dtype: What its numbers are: `float32`, or `int32` for whole numbers, such as those of words.
  ///   - seed: What every first value depends on.
  ///   - layers: The layers.
  /// - Throws: ``ModelError`` if a layer cannot take what the one before it gives.
  public init(
    input sample: Shape, dtype: DType = .float32, seed: UInt64 = 0,
    @LayerBuilder layers: () -> [LayerBuilder.Element]
  ) throws(ModelError) {
    try self.init(Architecture(input: sample, dtype: dtype, layers: layers()), seed: seed)
  }

  /// A graph with first values drawn for a seed.
  ///
  /// Each parameter's values depend on the seed, its place in the list and its shape alone.
  /// - Throws: ``ModelError`` if a layer cannot take its inputs or is of an unknown kind.
  public init(_ architecture: Architecture, seed: UInt64 = 0) throws(ModelError) {
    var parameters: [Parameter] = []
    let needed = try Signature(architecture).parameters
    try Self.checkMemory(for: needed.map(\.spec.shape))
    for (index, parameter) in needed.enumerated() {
      let spec = parameter.spec
      let random = RandomStream(seed: seed, purpose: .initialization, node: index)
      do {
        let values = try FloatingPointEnvironment.pinned { () throws(LayerError) in
          try spec.initializer.values(for: spec.shape, fans: spec.fans, random: random)
        }
        let tensor = try Tensor(shape: spec.shape, elements: values)
        parameters.append(Parameter(parameter.name, tensor, isTrainable: spec.isTrainable))
      } catch {
        throw .parameters(expected: "first values for '\(parameter.name)'", got: "\(error)")
      }
    }
    self.architecture = architecture
    self.parameters = parameters
  }

  /// A graph with parameters that somebody has kept.
  ///
  /// If every layer's kind is known, the parameters must be just those that the layers need.
  /// - Throws: ``ModelError/parameters(expected:got:)``, and ``ModelError/node(name:_:)`` if a
  ///   known layer cannot take its inputs.
  public init(_ architecture: Architecture, parameters: [Parameter]) throws(ModelError) {
    self.architecture = architecture
    self.parameters = parameters
    guard isKnown else { return }
    try Signature(architecture)
      .check(parameters.map { ($0.name, $0.tensor.shape.array) })
  }

  /// Refuses parameters that no memory of this machine can hold: memory that cannot be had ends
  /// the process.
  private static func checkMemory(for shapes: [Shape]) throws(ModelError) {
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let values = shapes.reduce(0.0) { $0 + Double($1.count) }
    guard values * Double(MemoryLayout<Float>.stride) <= Double(memory) else {
      throw .parameters(
        expected: "at most \(memory) bytes, the memory of this machine",
        got: (Int(exactly: values).map { "\($0)" } ?? "\(values)")
          + " values of \(MemoryLayout<Float>.stride) bytes")
    }
  }

  /// Whether every layer's kind is registered, so that the model can run.
  public var isKnown: Bool { architecture.isKnown }

  /// The types of all values.
  /// - Throws: ``ModelError/node(name:_:)`` for a layer of an unknown kind.
  public func signature() throws(ModelError) -> Signature { try Signature(architecture) }

  /// The kind of the activation that the first output comes out of, if it can be named.
  public var outputActivation: String? {
    let node = architecture.nodes.first { $0.name == architecture.outputs[0].source }
    return (try? node?.layer.resolved())?.finalActivation?.kind
  }

  /// The number of values in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.shape.count } }

  /// The parameter of a name.
  public func parameter(_ name: String) -> Tensor<Float>? {
    parameters.first { $0.name == name }?.tensor
  }

  /// Replaces the values of a parameter.
  /// - Throws: ``ModelError/parameters(expected:got:)`` for a name or shape that it has not.
  public mutating func setParameter(_ name: String, to tensor: Tensor<Float>) throws(ModelError) {
    guard let index = parameters.firstIndex(where: { $0.name == name }) else {
      throw .parameters(
        expected: "one of " + parameters.map(\.name).joined(separator: ", "), got: "'\(name)'")
    }
    guard parameters[index].tensor.shape == tensor.shape else {
      throw .parameters(
        expected: "the shape \(parameters[index].tensor.shape) for '\(name)'",
        got: "\(tensor.shape)")
    }
    parameters[index].tensor = tensor
  }
}
