internal import StrataJSON
internal import StrataPlugin
internal import StrataTensor

/// Reads what the sections and tensors of a network's file mean.
struct SectionReader {
  let file: String
  let content: [SectionType: [UInt8]]
  let plugins: PluginRegistry
  let log: MigrationLog
  let unknownKeys: JSONReader.UnknownKeys

  /// The value in a section; nil if there is no such section.
  func decode<Value: Decodable>(
    _ type: Value.Type, from section: SectionType
  ) throws(ModelFileError) -> Value? {
    guard let bytes = content[section] else { return nil }
    do {
      return try JSONReader.decode(
        type, from: bytes, options: .init(unknownKeys: unknownKeys),
        userInfo: plugins.userInfo.merging(log.userInfo) { $1 })
    } catch {
      throw .content(file: file, part: "section \(section)", reason: "\(error)")
    }
  }

  func form(_ record: TensorRecord, _ scale: TensorRecord?) throws(ModelFileError) -> StoredForm {
    do {
      return try StoredForm(reading: record, scale: scale)
    } catch {
      throw .content(file: file, part: "tensor '\(record.name)'", reason: "\(error)")
    }
  }

  func optimizerTensor(_ record: TensorRecord) throws(ModelFileError) -> Tensor<Float> {
    guard record.dtype == .f32 else {
      throw .content(
        file: file, part: "tensor '\(record.name)'", reason: "expected f32, got \(record.dtype)")
    }
    return try form(record, nil).values
  }
}
