internal import StrataBytes
internal import StrataJSON

/// What a file says, a fact a line, always in the same order: for programs that compare texts.
///
/// Git shows what has changed in a model with it (`git config diff.strata.textconv`). Each value of each
/// section is a line, and each tensor. How the content is packed does not show.
public struct FileFacts: Sendable {
  /// The facts; none holds a control character.
  public let lines: [String]

  /// The facts of an open file.
  /// - Throws: `StrataFileError` if the file is damaged.
  /// - Complexity: O(size of the file unpacked); memory for a tensor at a time.
  public init(_ reader: StrataReader) throws(StrataFileError) {
    try reader.verify()
    var lines = [
      "hash \(reader.contentHash)", "arithmetic \(reader.arithmeticVersion)",
    ]
    let known: [(SectionType, String)] = [
      (.architecture, "architecture"), (.preparation, "preparation"), (.trainingState, "training"),
      (.metadata, "metadata"), (.history, "history"),
    ]
    for (type, name) in known {
      guard let bytes = reader.section(type) else { continue }
      if let value = try? JSONReader.value(from: bytes) {
        Self.add(value, name, &lines)
      } else {
        lines.append("\(name) \(bytes.summary)")
      }
    }
    for section in reader.sections where !section.type.isKnown {
      lines.append("section \(section.type) \(reader.section(section.type)?.summary ?? "")")
    }
    for index in reader.tensors.indices {
      lines.append(try Self.line(reader, index))
    }
    self.lines = lines.map(\.printable)
  }

  /// A line for each value that holds no others.
  private static func add(_ value: JSONValue, _ path: String, _ lines: inout [String]) {
    switch value {
    case .object(let object) where !object.members.isEmpty:
      for member in object.members {
        add(member.value, ValueChange.step(path, member.key), &lines)
      }
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() { add(element, "\(path)[\(index)]", &lines) }
    default:
      lines.append("\(path) \(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self))")
    }
  }

  private static func line(
    _ reader: StrataReader, _ index: Int
  ) throws(StrataFileError) -> String {
    let tensor = reader.tensors[index]
    var line = "tensor '\(tensor.name)' \(tensor.role) \(tensor.dtype) \(tensor.dimensions)"
    if let refusal = tensor.refusal {
      line += " (\(refusal))"
    } else if let range = try range(reader, index) {
      line += " from \(range.lowerBound) to \(range.upperBound)"
    }
    return line + " SHA-256 \(ContentHash(stated: tensor.digest))"
  }

  /// The smallest and largest number of a tensor; nil if there is none.
  private static func range(
    _ reader: StrataReader, _ index: Int
  ) throws(StrataFileError) -> ClosedRange<Double>? {
    guard let elements = try ElementValues(reader, index) else { return nil }
    var values: [Double] = []
    var range: ClosedRange<Double>?
    for start in stride(from: 0, to: elements.count, by: 4096) {
      elements.read(start..<min(start + 4096, elements.count), into: &values)
      for value in values where !value.isNaN {
        range = min(range?.lowerBound ?? value, value)...max(range?.upperBound ?? value, value)
      }
    }
    return range
  }
}
