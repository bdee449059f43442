internal import StrataJSON
internal import StrataModel
internal import StrataTensor

/// What the sections of a file say of a network, without its weights, and what is wrong with that.
struct NetworkOutline: Sendable {
  private(set) var architecture: Architecture?
  private(set) var signature: Signature?
  private(set) var preparation: Preparation?
  private(set) var state: TrainingState?
  private(set) var history: [EpochRecord] = []
  private(set) var metadata: [JSONObject.Member] = []
  /// In the order in which ``ModelFile`` would meet them.
  private(set) var problems: [ModelFileError] = []

  /// - Parameters:
  ///   - sections: Those that are whole.
  ///   - tensors: What the index lists; nil if it cannot be read.
  ///   - isWeightsAlone: Whether the file has no network: then other sections mean nothing.
  init(_ sections: SectionReader, _ tensors: [TensorInfo]?, isWeightsAlone: Bool) {
    if let text = sections.content[.metadata] {
      metadata = (try? JSONReader.value(from: text))?.object?.members ?? []
    }
    guard !isWeightsAlone else { return }
    architecture = decode(Architecture.self, .architecture, sections)
    if let architecture {
      noting { () throws(ModelFileError) in
        try Self.check(architecture, tensors, sections)
      }
      signature = try? Signature(architecture)
    }
    preparation = decode(Preparation.self, .preparation, sections)
    _ = decode(MetadataSection.self, .metadata, sections)
    state = decode(TrainingState.self, .trainingState, sections)
    history = decode([EpochRecord].self, .history, sections) ?? []
    state?.history = history
  }

  private mutating func decode<Value: Decodable>(
    _ type: Value.Type, _ section: SectionType, _ sections: SectionReader
  ) -> Value? {
    noting { () throws(ModelFileError) in try sections.decode(type, from: section) } ?? nil
  }

  @discardableResult
  private mutating func noting<Result>(
    _ step: () throws(ModelFileError) -> Result
  ) -> Result? {
    do {
      return try step()
    } catch {
      problems.append(error)
      return nil
    }
  }

  /// Whether the tensors are those of the network, as far as it is known.
  private static func check(
    _ architecture: Architecture, _ tensors: [TensorInfo]?, _ sections: SectionReader
  ) throws(ModelFileError) {
    var parameters: [(name: String, dimensions: [Int])] = []
    for (index, tensor) in (tensors ?? []).enumerated() {
      func expect(_ holds: Bool, _ reason: String) throws(ModelFileError) {
        guard !holds else { return }
        throw .content(file: sections.file, part: "tensor '\(tensor.name)'", reason: reason)
      }
      switch tensor.role {
      case .parameter, .buffer:
        // One that this program cannot read says so itself.
        if tensor.refusal == nil {
          try expect(
            StoredForm.dtypes.contains(tensor.dtype), StoredForm.expected(got: tensor.dtype))
        }
        if tensor.dtype == .q8 {
          let rest = tensors?.dropFirst(index + 1).first
          let isScaled = rest.map {
            StoredForm.isScale(
              ($0.name, $0.role, $0.dtype, $0.dimensions), of: (tensor.name, tensor.dimensions))
          }
          try expect(isScaled == true, StoredForm.noScale)
        }
        parameters.append((tensor.name, tensor.dimensions))
      case .optimizer: try expect(tensor.dtype == .f32, "expected f32, got \(tensor.dtype)")
      default: break
      }
    }
    guard architecture.isKnown else { return }
    do {
      let signature = try Signature(architecture)
      if tensors != nil { try signature.check(parameters) }
    } catch {
      throw .model(file: sections.file, error)
    }
  }
}
