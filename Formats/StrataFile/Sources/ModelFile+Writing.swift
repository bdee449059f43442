import StrataBytes
import StrataJSON
import StrataModel
import StrataPlugin
import StrataTensor

extension ModelFile {
  /// The file as bytes.
  /// - Throws: ``ModelFileError``.
  public func encoded() throws(ModelFileError) -> [UInt8] {
    let container = try container()
    do {
      return try container.encoded()
    } catch {
      throw .file(error)
    }
  }

  /// Writes the file at a path, whole or not at all; `-` is standard output.
  /// - Throws: ``ModelFileError``.
  public func write(to path: String) throws(ModelFileError) {
    let container = try container()
    do {
      try container.write(to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Everything that the file is to hold, unpacked.
  /// - Throws: ``ModelFileError`` for content that cannot be written as JSON.
  public func container() throws(ModelFileError) -> StrataContainer {
    var container = rest
    let kept = origin.flatMap { $0.keepsSections ? $0 : nil }
    // A section that says what it said is kept to the byte, however it was written.
    if kept?.architecture != model.architecture {
      container[.architecture] = try json(model.architecture, "architecture")
    }
    if kept == nil || kept?.preparation != model.preparation {
      container[.preparation] = try model.preparation.map { preparation throws(ModelFileError) in
        try json(preparation, "preparation")
      }
    }
    if kept == nil || kept?.metadata != model.metadata {
      container[.metadata] =
        model.metadata.isEmpty
        ? nil : try json(MetadataSection(values: model.metadata), "metadata")
    }
    if kept == nil || kept?.state != state || kept?.history != history {
      // The history is a section of its own: a reader may do without it.
      container[.history] = history.isEmpty ? nil : try json(history, "history")
      var state = state
      state?.history = []
      container[.trainingState] = try state.map { state throws(ModelFileError) in
        try json(state, "training state")
      }
    }
    // So is one whose text says the same: that of a newer version, or with a migrated plugin elsewhere.
    for type in SectionType.content {
      container[type] = SectionText.keeping(rest[type], unless: container[type])
    }
    container.tensors = model.parameters.flatMap(records)
    container.tensors += optimizerState.map { TensorRecord($0.name, .optimizer, $0.tensor) }
    container.tensors += rest.tensors
    addGoldenVectors(to: &container)
    return container
  }

  /// A parameter as it was read or rounded, if it is still the same; f32 if not.
  private func records(of parameter: Parameter) -> [TensorRecord] {
    if let form = forms[parameter.name], form.values.hasSameBits(as: parameter.tensor) {
      return form.records
    }
    return [
      TensorRecord(
        parameter.name, parameter.isTrainable ? .parameter : .buffer, parameter.tensor)
    ]
  }

  /// Those that were read, if the network is still the same; new ones if not. A network that cannot
  /// run goes without: what it gives is not known here.
  private func addGoldenVectors(to container: inout StrataContainer) {
    container.arithmeticVersion = UInt32(arithmeticVersion)
    if let origin, origin.hasNetwork(of: model) {
      if writesGoldenVectors { container.tensors += origin.golden }
    } else if writesGoldenVectors, let vectors = GoldenVectors(of: model) {
      container.tensors += vectors.records(for: model.architecture)
      container.arithmeticVersion = UInt32(vectors.arithmeticVersion)
    }
  }

  private func json(
    _ value: some Encodable, _ part: String
  ) throws(ModelFileError) -> [UInt8] {
    do {
      return try JSONWriter.encode(value)
    } catch {
      throw .content(file: "model", part: part, reason: "\(error)")
    }
  }
}

/// Notes, written in the order of their keys so that the same notes give the same bytes.
struct MetadataSection: Codable {
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
    for (key, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      try container.encode(value, forKey: AnyCodingKey(key))
    }
  }
}
