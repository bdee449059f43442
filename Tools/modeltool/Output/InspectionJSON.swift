import Strata
import StrataJSON

// What `inspect --json` says: `inspect.schema.json` in the documentation describes it, and a test holds
// one against the other. Keys stay; a later version may add some.

extension Inspection: Encodable {
  private enum Keys: CodingKey {
    case format, hash, layers, inputs, outputs, parameters, parameterCount, trainableParameterCount
    case rawBytes, storedBytes, preparation, labels, training, history, optimizerState
    case otherTensors, goldenVectors, tensors, metadata, sections, damage
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(InspectedFormat(survey), forKey: .format)
    try container.encode(survey.contentHash?.description, forKey: .hash)
    if survey.isWeightsAlone {
      try container.encode(tensors.map(InspectedTensor.init), forKey: .tensors)
    } else {
      try encodeNetwork(&container)
    }
    var notes = JSONObject()
    for member in survey.metadata { notes[member.key] = member.value }
    try container.encode(JSONValue.object(notes), forKey: .metadata)
    try container.encode(survey.sections.map(InspectedSection.init), forKey: .sections)
    try container.encode(survey.problems.map(InspectedProblem.init), forKey: .damage)
  }

  private struct Row: Encodable {
    let name: String
    let type: String
    let version: Int
    let isKnown: Bool
    let inputs: [Edge]
    let parametersOf: String
    let outputShape: [Dimension]?
    let parameterCount: Int

    private enum Keys: CodingKey {
      case name, type, version, isKnown, inputs, parametersOf, outputShape, parameterCount
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(name, forKey: .name)
      try container.encode(type, forKey: .type)
      try container.encode(version, forKey: .version)
      try container.encode(isKnown, forKey: .isKnown)
      try container.encode(inputs, forKey: .inputs)
      try container.encode(parametersOf, forKey: .parametersOf)
      try container.encode(outputShape, forKey: .outputShape)
      try container.encode(parameterCount, forKey: .parameterCount)
    }
  }

  private func encodeNetwork(_ container: inout KeyedEncodingContainer<Keys>) throws {
    let layers = survey.architecture.map { architecture in
      architecture.nodes.enumerated().map { index, node in
        Row(
          name: node.name, type: node.layer.kind, version: node.layer.version,
          isKnown: node.layer.isKnown, inputs: node.inputs, parametersOf: node.parameterScope,
          outputShape: survey.signature?.outputType(ofNode: index)?.dimensions,
          parameterCount: parameterCount(index))
      }
    }
    try container.encode(layers, forKey: .layers)
    try container.encode(survey.architecture?.inputs, forKey: .inputs)
    try container.encode(survey.architecture?.outputs, forKey: .outputs)
    func encode(_ key: Keys, _ isOf: (TensorRole) -> Bool) throws {
      let all = survey.tensors?.filter { isOf($0.info.role) }
      try container.encode(all?.map(InspectedTensor.init), forKey: key)
    }
    try encode(.parameters) { $0 == .parameter || $0 == .buffer }
    let isListed = survey.tensors != nil
    try container.encode(isListed ? count() : nil, forKey: .parameterCount)
    try container.encode(
      isListed ? count(trainableAlone: true) : nil, forKey: .trainableParameterCount)
    try container.encode(isListed ? rawBytes : nil, forKey: .rawBytes)
    try container.encode(isListed ? storedBytes : nil, forKey: .storedBytes)
    try container.encode(survey.preparation, forKey: .preparation)
    try container.encode(labels, forKey: .labels)
    try container.encode(survey.state, forKey: .training)
    try container.encode(survey.history, forKey: .history)
    try encode(.optimizerState) { $0 == .optimizer }
    try encode(.otherTensors) { ![.parameter, .buffer, .optimizer, .golden].contains($0) }
    let golden = tensors.filter { $0.info.role == .golden }
    try container.encode(
      survey.goldenRows.map {
        InspectedGolden(samples: $0, tensors: golden.map(InspectedTensor.init))
      },
      forKey: .goldenVectors)
  }

  private var labels: [String]? {
    guard case .classes(let target) = survey.preparation?.target else { return nil }
    return target.labels
  }
}

/// What JSON says of a file as a whole.
private struct InspectedFormat: Encodable {
  let name = "strata"
  let version: String?
  let arithmeticVersion: Int?
  let bytes: Int

  private enum Keys: CodingKey { case name, version, arithmeticVersion, bytes }

  init(_ survey: FileSurvey) {
    version = survey.version?.description
    arithmeticVersion = survey.arithmeticVersion.map(Int.init)
    bytes = survey.byteCount
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(version, forKey: .version)
    try container.encode(arithmeticVersion, forKey: .arithmeticVersion)
    try container.encode(bytes, forKey: .bytes)
  }
}

/// What JSON says of the golden vectors.
private struct InspectedGolden: Encodable {
  let samples: Int
  let tensors: [InspectedTensor]
}

/// What JSON says of a tensor.
private struct InspectedTensor: Encodable {
  private let tensor: FileSurvey.Tensor

  init(_ tensor: FileSurvey.Tensor) { self.tensor = tensor }

  private enum Keys: CodingKey {
    case name, role, shape, dtype, rawBytes, storedBytes, offset, sha256, unreadable, damage
    case statistics
  }

  private enum StatisticsKeys: CodingKey {
    case count, nan, infinite, zeros, mean, deviation, minimum, maximum, histogram
  }

  func encode(to encoder: any Encoder) throws {
    let info = tensor.info
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(info.name, forKey: .name)
    try container.encode(info.role.description, forKey: .role)
    try container.encode(info.dimensions, forKey: .shape)
    try container.encode(info.dtype.description, forKey: .dtype)
    try container.encode(info.byteCount, forKey: .rawBytes)
    try container.encode(info.storedByteCount, forKey: .storedBytes)
    try container.encode(info.offset, forKey: .offset)
    try container.encode(info.digestText, forKey: .sha256)
    try container.encode(info.refusal, forKey: .unreadable)
    try container.encode(
      tensor.problem.map { InspectedProblem(.file($0)) }, forKey: .damage)
    guard let summary = tensor.summary else { return try container.encodeNil(forKey: .statistics) }
    var numbers = container.nestedContainer(keyedBy: StatisticsKeys.self, forKey: .statistics)
    // JSON has no number that is not finite.
    func encode(_ number: Double?, _ key: StatisticsKeys) throws {
      try numbers.encode(number.flatMap { $0.isFinite ? $0 : nil }, forKey: key)
    }
    try numbers.encode(summary.count, forKey: .count)
    try numbers.encode(summary.nanCount, forKey: .nan)
    try numbers.encode(summary.infinityCount, forKey: .infinite)
    try numbers.encode(summary.zeroCount, forKey: .zeros)
    try encode(summary.mean, .mean)
    try encode(summary.deviation, .deviation)
    try encode(summary.minimum, .minimum)
    try encode(summary.maximum, .maximum)
    try numbers.encode(summary.histogram, forKey: .histogram)
  }
}

/// What JSON says of a section.
private struct InspectedSection: Encodable {
  let type: String
  let offset: Int
  let storedBytes: Int
  let bytes: Int
  let isGood: Bool

  init(_ section: FileSurvey.Section) {
    type = section.info.type.description
    offset = section.info.offset
    storedBytes = section.info.storedByteCount
    bytes = section.info.byteCount
    isGood = section.problem == nil
  }
}

/// What JSON says of something that is wrong.
private struct InspectedProblem: Encodable {
  let part: String?
  let offset: Int?
  let reason: String

  private enum Keys: CodingKey { case part, offset, reason }

  init(_ problem: ModelFileError) {
    switch problem {
    case .file(.damaged(_, let part, let offset, let reason)):
      self.part = part
      self.offset = offset
      self.reason = reason
    case .content(_, let part, let reason):
      self.part = part
      offset = nil
      self.reason = reason
    default:
      part = nil
      offset = nil
      reason = Damage.reason(problem)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(part, forKey: .part)
    try container.encode(offset, forKey: .offset)
    try container.encode(reason, forKey: .reason)
  }
}
