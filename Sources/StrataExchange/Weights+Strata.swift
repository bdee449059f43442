public import StrataFile
internal import StrataJSON

extension Weights {
  /// The tensors and notes of a `.strata` file without a network.
  /// - Throws: ``ExchangeError``: for a file with a network, which `ModelFile` reads; for a tensor that
  ///   this version cannot read.
  public init(_ reader: StrataReader) throws(ExchangeError) {
    guard reader.section(.architecture) == nil else {
      throw .metadata(file: reader.name, reason: "expected weights alone, got a network")
    }
    let container = try wrapping(ExchangeError.strata) { () throws(StrataFileError) in
      try reader.container()
    }
    if let tensor = container.unreadable.first {
      throw .tensor(
        file: reader.name, name: tensor.name, expected: "a dtype that this program knows",
        got: tensor.refusal ?? "\(tensor.dtype)")
    }
    self.init(
      name: reader.name, tensors: container.tensors, metadata: try Self.metadata(of: reader))
  }

  /// The notes of a `.strata` file, in its order, without reading its tensors.
  /// - Throws: ``ExchangeError/metadata(file:reason:)`` for what is no object of texts.
  public static func metadata(
    of reader: StrataReader
  ) throws(ExchangeError) -> [(key: String, value: String)] {
    guard let bytes = reader.section(.metadata) else { return [] }
    let value: JSONValue
    do {
      value = try JSONReader.value(from: bytes)
    } catch {
      throw .metadata(file: reader.name, reason: "\(error)")
    }
    guard let members = value.object?.members else {
      throw .metadata(file: reader.name, reason: "expected an object of texts")
    }
    var notes: [(key: String, value: String)] = []
    for member in members {
      guard let text = member.value.string else {
        throw .metadata(file: reader.name, reason: "expected a text for '\(member.key)'")
      }
      notes.append((member.key, text))
    }
    return notes
  }

  /// The weights as a `.strata` file holds them: without a network, the notes in its metadata.
  /// - Throws: ``ExchangeError/tensor(file:name:expected:got:)`` for a name that such a file refuses.
  public func container() throws(ExchangeError) -> StrataContainer {
    for tensor in tensors {
      let size = tensor.name.utf8.count
      let isControl = { (scalar: Unicode.Scalar) in
        scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
      }
      guard (1...512).contains(size), !tensor.name.unicodeScalars.contains(where: isControl) else {
        let fault = (1...512).contains(size) ? "one with a control character" : "one of \(size)"
        throw wrong(
          tensor.name.count > 40 ? tensor.name.prefix(40) + "…" : tensor.name,
          "a name of 1 to 512 bytes without control characters, as .strata files take it", fault)
      }
      if tensor.dtype == .bool, let place = tensor.bytes.firstIndex(where: { $0 > 1 }) {
        throw wrong(tensor.name, "0 or 1 in element \(place)", "\(tensor.bytes[place])")
      }
    }
    var container = StrataContainer(tensors: tensors)
    if !metadata.isEmpty { container[.metadata] = metadataSection }
    return container
  }

  /// An object of texts in the order of the keys' bytes. Keys that Swift takes for equal stay apart.
  private var metadataSection: [UInt8] {
    let notes = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let members = notes.map { note in
      JSONWriter.bytes(of: .string(note.key)) + [UInt8(ascii: ":")]
        + JSONWriter.bytes(of: .string(note.value))
    }
    return [UInt8(ascii: "{")] + members.joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "}")]
  }
}
