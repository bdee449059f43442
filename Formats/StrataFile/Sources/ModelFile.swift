public import StrataModel
public import StrataPlugin
import StrataBytes
import StrataJSON
import StrataTensor

/// A model as a `.strata` file holds it: the network with its parameters and preparation, and where
/// its training stands.
///
/// ```swift
/// try ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
///   .write(to: "digits.strata")
/// let model = try ModelFile(path: "digits.strata", plugins: .standard).model
/// ```
///
/// The same content gives the same bytes. A file is replaced whole or not at all.
public struct ModelFile: Sendable {
  /// The network.
  public var model: Model
  /// Where the training stands; nil for a model that was not trained here.
  public var state: TrainingState?
  /// What the optimizer remembers.
  public var optimizerState: [NamedTensor]
  /// The rules of arithmetic that the parameters were computed under.
  public let arithmeticVersion: Int
  // What of a file that was read is not the model's: sections of a newer program, tensors of other
  // roles, flags. It goes along when the model is written, or the container refuses.
  private var rest: StrataContainer

  /// A model to be written.
  public init(
    _ model: Model, state: TrainingState? = nil, optimizerState: [NamedTensor] = []
  ) {
    self.model = model
    self.state = state
    self.optimizerState = optimizerState
    arithmeticVersion = KernelSet.arithmeticVersion
    rest = StrataContainer()
  }

  /// Reads the file at a path; `-` is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - plugins: Finds the layers and their like; those of unknown kinds are kept as data.
  ///   - limits: What the file may ask for.
  /// - Throws: ``ModelFileError``.
  /// - Complexity: O(size of the file unpacked).
  public init(
    path: String, plugins: PluginRegistry, limits: ReadLimits = ReadLimits()
  ) throws(ModelFileError) {
    let reader: StrataReader
    do {
      reader = try StrataReader(path: path, limits: limits)
    } catch {
      throw .file(error)
    }
    try self.init(reader, plugins: plugins)
  }

  /// Reads an open file.
  /// - Throws: ``ModelFileError``.
  public init(_ reader: StrataReader, plugins: PluginRegistry) throws(ModelFileError) {
    var container: StrataContainer
    do {
      container = try reader.container()
    } catch {
      throw .file(error)
    }
    // Taken out one by one, so that the bytes of a tensor go when its numbers are there.
    var records = Array(container.tensors.reversed())
    container.tensors = []
    // A file of a newer minor version may say more than this program knows.
    let sections = SectionReader(
      file: reader.name, container: container, plugins: plugins,
      unknownKeys: reader.version.minor > FileHeader.version.minor ? .ignore : .refuse)
    guard let architecture = try sections.decode(Architecture.self, from: .architecture) else {
      throw .content(file: reader.name, part: "architecture", reason: "expected one, got none")
    }
    var parameters: [Parameter] = []
    var remembered: [NamedTensor] = []
    var others: [TensorRecord] = []
    while let record = records.popLast() {
      switch record.role {
      case .parameter, .buffer:
        let tensor = try sections.tensor(record)
        parameters.append(
          Parameter(record.name, tensor, isTrainable: record.role == .parameter))
      case .optimizer:
        remembered.append(NamedTensor(record.name, try sections.tensor(record)))
      default: others.append(record)
      }
    }
    do {
      model = try Model(architecture, parameters: parameters)
    } catch {
      throw .model(file: reader.name, error)
    }
    model.preparation = try sections.decode(Preparation.self, from: .preparation)
    model.metadata = try sections.decode(Metadata.self, from: .metadata)?.values ?? [:]
    state = try sections.decode(TrainingState.self, from: .trainingState)
    state?.history = try sections.decode([EpochRecord].self, from: .history) ?? []
    optimizerState = remembered
    arithmeticVersion = Int(container.arithmeticVersion)
    rest = container
    rest.tensors = others
  }

  /// The same file with another model in it, such as the one that training made of it: what the file
  /// holds beside goes along, as far as the format allows that.
  public func replacing(
    _ model: Model, state: TrainingState?, optimizerState: [NamedTensor]
  ) -> ModelFile {
    var file = ModelFile(model, state: state, optimizerState: optimizerState)
    file.rest = rest
    // An input and the output that the old parameters gave.
    file.rest.tensors.removeAll { $0.role == .golden }
    return file
  }

  /// The file as bytes.
  /// - Throws: ``ModelFileError``.
  public func encoded() throws(ModelFileError) -> [UInt8] {
    do {
      return try container().encoded()
    } catch let error as StrataFileError {
      throw .file(error)
    } catch {
      throw .content(file: "model", part: "content", reason: "\(error)")
    }
  }

  /// Writes the file at a path, whole or not at all; `-` is standard output.
  /// - Throws: ``ModelFileError``.
  public func write(to path: String) throws(ModelFileError) {
    do {
      try container().write(to: path)
    } catch let error as StrataFileError {
      throw .file(error)
    } catch {
      throw .content(file: path, part: "content", reason: "\(error)")
    }
  }

  private func container() throws -> StrataContainer {
    var container = rest
    container[.architecture] = try JSONWriter.encode(model.architecture)
    container[.preparation] = try model.preparation.map { try JSONWriter.encode($0) }
    container[.metadata] =
      model.metadata.isEmpty ? nil : try JSONWriter.encode(Metadata(values: model.metadata))
    // The history is a section of its own: a reader may do without it.
    var state = state
    let history = state?.history ?? []
    state?.history = []
    container[.history] = history.isEmpty ? nil : try JSONWriter.encode(history)
    container[.trainingState] = try state.map { try JSONWriter.encode($0) }
    // What nobody changed keeps its bytes, however another writer spelled them.
    for type in SectionType.content {
      container[type] = SectionText.keeping(rest[type], unless: container[type])
    }
    container.tensors =
      model.parameters.map {
        TensorRecord($0.name, $0.isTrainable ? .parameter : .buffer, $0.tensor)
      } + optimizerState.map { TensorRecord($0.name, .optimizer, $0.tensor) } + rest.tensors
    container.arithmeticVersion = UInt32(arithmeticVersion)
    return container
  }
}

/// Notes, written in the order of their keys so that the same notes give the same bytes.
private struct Metadata: Codable {
  let values: [String: String]

  init(values: [String: String]) { self.values = values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyCodingKey.self)
    var values: [String: String] = [:]
    for key in container.allKeys {
      values[key.stringValue] = try container.decode(String.self, forKey: key)
    }
    self.values = values
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AnyCodingKey.self)
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      try container.encode(value, forKey: AnyCodingKey(key))
    }
  }
}

/// Reads the parts of a container.
private struct SectionReader {
  let file: String
  let container: StrataContainer
  let plugins: PluginRegistry
  let unknownKeys: JSONReader.UnknownKeys

  /// The value in a section; nil if there is no such section.
  func decode<Value: Decodable>(
    _ type: Value.Type, from section: SectionType
  ) throws(ModelFileError) -> Value? {
    guard let bytes = container[section] else { return nil }
    do {
      return try JSONReader.decode(
        type, from: bytes, options: .init(unknownKeys: unknownKeys), userInfo: plugins.userInfo)
    } catch {
      throw .content(file: file, part: "section \(section)", reason: "\(error)")
    }
  }

  func tensor(_ record: TensorRecord) throws(ModelFileError) -> Tensor<Float> {
    let part = "tensor '\(record.name)'"
    guard record.dtype == .f32 else {
      throw .content(file: file, part: part, reason: "expected f32, got \(record.dtype)")
    }
    do {
      return try Tensor(shape: Shape(record.dimensions), elements: record.floats)
    } catch {
      throw .content(file: file, part: part, reason: "\(error)")
    }
  }
}
