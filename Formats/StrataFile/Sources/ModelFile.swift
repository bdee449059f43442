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
  // Sections of a newer program that may be copied unread.
  private var others: [SectionType: [UInt8]] = [:]

  /// A model to be written.
  public init(
    _ model: Model, state: TrainingState? = nil, optimizerState: [NamedTensor] = []
  ) {
    self.model = model
    self.state = state
    self.optimizerState = optimizerState
    arithmeticVersion = KernelSet.arithmeticVersion
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
    let container: StrataContainer
    do {
      container = try reader.container()
    } catch {
      throw .file(error)
    }
    let sections = SectionReader(file: reader.name, container: container, plugins: plugins)
    guard let architecture = try sections.decode(Architecture.self, from: .architecture) else {
      throw .content(file: reader.name, part: "architecture", reason: "expected one, got none")
    }
    var parameters: [Parameter] = []
    var remembered: [NamedTensor] = []
    for record in container.tensors {
      switch record.role {
      case .parameter, .buffer:
        let tensor = try sections.tensor(record)
        parameters.append(
          Parameter(record.name, tensor, isTrainable: record.role == .parameter))
      case .optimizer:
        remembered.append(NamedTensor(record.name, try sections.tensor(record)))
      default: continue
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
    others = container.sections.filter { !$0.key.isKnown && $0.key.isSafeToCopy }
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
    var sections = others
    sections[.architecture] = try JSONWriter.encode(model.architecture)
    if let preparation = model.preparation {
      sections[.preparation] = try JSONWriter.encode(preparation)
    }
    if !model.metadata.isEmpty {
      sections[.metadata] = try JSONWriter.encode(Metadata(values: model.metadata))
    }
    if var state {
      if !state.history.isEmpty { sections[.history] = try JSONWriter.encode(state.history) }
      // The history is a section of its own: a reader may do without it.
      state.history = []
      sections[.trainingState] = try JSONWriter.encode(state)
    }
    var tensors = model.parameters.map {
      TensorRecord($0.name, $0.isTrainable ? .parameter : .buffer, $0.tensor)
    }
    tensors += optimizerState.map { TensorRecord($0.name, .optimizer, $0.tensor) }
    return StrataContainer(
      tensors: tensors, sections: sections, arithmeticVersion: UInt32(arithmeticVersion))
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

  /// The value in a section; nil if there is no such section.
  func decode<Value: Decodable>(
    _ type: Value.Type, from section: SectionType
  ) throws(ModelFileError) -> Value? {
    guard let bytes = container[section] else { return nil }
    do {
      return try JSONReader.decode(type, from: bytes, userInfo: plugins.userInfo)
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
