import Strata
import StrataBytes
import StrataJSON

/// What a file without a network holds: tensors and notes.
struct WeightsInspection {
  private let path: String
  private let reader: StrataReader
  /// The notes, where they are what they should be.
  private let metadata: [(key: String, value: JSONValue)]

  init(path: String, _ reader: StrataReader) {
    self.path = path
    self.reader = reader
    let value = reader.section(.metadata).flatMap { try? JSONReader.value(from: $0) }
    metadata = value?.object?.members.map { ($0.key, $0.value) } ?? []
  }

  var text: String {
    let name = path == "-" ? "standard input" : path.printable
    var lines = "\(name): .strata \(reader.version), \(Numbers.bytes(reader.byteCount))\n"
    lines += "hash \(reader.contentHash)\n\n"
    var table = TextTable(["Tensor (role)", "Type", "Shape", "Bytes"], right: [3])
    for tensor in reader.tensors {
      table.add([
        "\(tensor.name.printable) (\(tensor.role))", tensor.dtype.description,
        tensor.dimensions.description, Numbers.grouped(tensor.byteCount),
      ])
    }
    let raw = reader.tensors.reduce(0) { $0 + $1.byteCount }
    let stored = reader.tensors.reduce(0) { $0 + $1.storedByteCount }
    lines += table.text + "\n"
    lines += "weights alone: no network to run them with\n"
    lines += "tensors     \(Numbers.bytes(raw)) raw, \(Numbers.bytes(stored)) stored\n"
    for (key, value) in metadata {
      let words = value.string ?? String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
      lines += "\(padded(key.printable, 10))  \(words.printable)\n"
    }
    return lines
  }
}

extension WeightsInspection: Encodable {
  private enum Keys: CodingKey { case format, hash, tensors, metadata }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(InspectedFormat(reader), forKey: .format)
    try container.encode(reader.contentHash.description, forKey: .hash)
    try container.encode(reader.tensors.map(InspectedTensor.init), forKey: .tensors)
    var notes = JSONObject()
    for (key, value) in metadata { notes[key] = value }
    try container.encode(JSONValue.object(notes), forKey: .metadata)
  }
}

/// What JSON says of a file as a whole.
struct InspectedFormat: Encodable {
  let name = "strata"
  let version: String
  let arithmeticVersion: Int
  let bytes: Int

  init(_ reader: StrataReader) {
    version = reader.version.description
    arithmeticVersion = Int(reader.arithmeticVersion)
    bytes = reader.byteCount
  }
}

/// What JSON says of a tensor.
struct InspectedTensor: Encodable {
  let name: String
  let role: String
  let shape: [Int]
  let dtype: String
  let rawBytes: Int
  let storedBytes: Int

  init(_ info: TensorInfo) {
    name = info.name
    role = info.role.description
    shape = info.dimensions
    dtype = info.dtype.description
    rawBytes = info.byteCount
    storedBytes = info.storedByteCount
  }
}
