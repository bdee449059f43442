import Strata
import StrataBytes
import StrataJSON

/// What differs between two files, as text for people and as JSON for machines.
struct DifferenceOutput {
  private let difference: ModelDifference
  private let old: StrataReader
  private let new: StrataReader

  init(_ difference: ModelDifference, _ old: StrataReader, _ new: StrataReader) {
    self.difference = difference
    self.old = old
    self.new = new
  }

  // MARK: - Text

  var text: String {
    if difference.isSame {
      let tensors = Numbers.counted(difference.equalTensorCount, "tensor")
      return "the same: \(tensors), hash \(old.contentHash)\n"
    }
    var lines = ["--- " + Self.head(old), "+++ " + Self.head(new)]
    for part in difference.parts { lines += ["", "\(part.part):"] + Self.lines(part) }
    lines += ["", tensorsLine]
    lines += difference.tensors.flatMap(Self.lines)
    return lines.map { $0 + "\n" }.joined()
  }

  private static func head(_ reader: StrataReader) -> String {
    "\(reader.name.printable)  .strata \(reader.version), hash \(reader.contentHash)"
  }

  private static func lines(_ part: PartDifference) -> [String] {
    if part.changes.isEmpty { return ["  the same, written otherwise"] }
    return part.changes.flatMap { change -> [String] in
      let path = change.path.isEmpty ? "" : change.path.printable + ": "
      return [
        change.old.map { "- " + path + shown($0) }, change.new.map { "+ " + path + shown($0) },
      ].compactMap(\.self)
    }
  }

  /// A value on one line; the middle of a long one is left out.
  private static func shown(_ value: JSONValue) -> String {
    let text = String(decoding: JSONWriter.bytes(of: value), as: UTF8.self).printable
    return text.count <= 120 ? text : text.prefix(80) + " … " + text.suffix(30)
  }

  private var tensorsLine: String {
    let changed = difference.tensors.count { $0.old != nil && $0.new != nil }
    let removed = difference.tensors.count { $0.new == nil }
    let added = difference.tensors.count { $0.old == nil }
    let counts = [
      (difference.equalTensorCount, "the same"), (changed, "changed"), (removed, "removed"),
      (added, "added"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\(Numbers.grouped($0.0)) \($0.1)" }
    let list = words.isEmpty ? "none" : words.joined(separator: ", ")
    return "tensors: \(list)" + (difference.isReordered ? ", in another order" : "")
  }

  private static func lines(_ tensor: TensorDifference) -> [String] {
    let name = tensor.name.printable
    guard let old = tensor.old, let new = tensor.new else {
      let sign = tensor.old == nil ? "+" : "-"
      return ["\(sign) \(name)  " + [tensor.old, tensor.new].compactMap { $0 }.map(type).joined()]
    }
    let types = type(old) == type(new) ? type(old) : "\(type(old)) -> \(type(new))"
    guard let elements = tensor.elements else {
      let reason = [old, new].compactMap(\.refusal).first
      let words =
        tensor.isEqualInBits
        ? "  equal in bits" : reason.map { "  differs (\($0.printable))" } ?? ""
      return ["~ \(name)  \(types)\(words)"]
    }
    var line = "~ \(name)  \(types)  \(Numbers.grouped(elements.differing)) of "
    line += "\(Numbers.grouped(elements.count)) differ"
    line += elements.differing == 0 ? " in value" : ""
    if elements.differing > elements.incomparable {
      line += ", max \(elements.maximum) at \(elements.place), mean \(elements.mean)"
    }
    if elements.incomparable > 0 {
      line += ", \(Numbers.grouped(elements.incomparable)) not finite"
    }
    return [line]
  }

  private static func type(_ info: TensorInfo) -> String {
    "\(info.role) \(info.dtype) \(info.dimensions)"
  }
}

// MARK: - JSON

extension DifferenceOutput: Encodable {
  private enum Keys: CodingKey { case same, old, new, parts, tensors, equalTensors, reordered }

  private struct File: Encodable {
    let file: String
    let version: String
    let hash: String

    init(_ reader: StrataReader) {
      file = reader.name
      version = reader.version.description
      hash = reader.contentHash.description
    }
  }

  private struct Part: Encodable {
    let part: String
    let changes: [Change]
  }

  private struct Change: Encodable {
    let path: String
    let old: JSONValue?
    let new: JSONValue?
  }

  private struct Tensor: Encodable {
    let name: String
    let old: Side?
    let new: Side?
    let equalInBits: Bool
    let elements: Elements?
  }

  private struct Side: Encodable {
    let role: String
    let dtype: String
    let shape: [Int]
    let readable: Bool

    init(_ info: TensorInfo) {
      role = info.role.description
      dtype = info.dtype.description
      shape = info.dimensions
      readable = info.refusal == nil
    }
  }

  private struct Elements: Encodable {
    let count: Int
    let differing: Int
    let notFinite: Int
    let maximum: Double
    let maximumAt: [Int]
    let mean: Double

    init(_ elements: ElementDifference) {
      count = elements.count
      differing = elements.differing
      notFinite = elements.incomparable
      maximum = elements.maximum
      maximumAt = elements.place
      mean = elements.mean
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(difference.isSame, forKey: .same)
    try container.encode(File(old), forKey: .old)
    try container.encode(File(new), forKey: .new)
    try container.encode(
      difference.parts.map { part in
        Part(
          part: part.part.description,
          changes: part.changes.map { Change(path: $0.path, old: $0.old, new: $0.new) })
      }, forKey: .parts)
    try container.encode(
      difference.tensors.map { tensor in
        Tensor(
          name: tensor.name, old: tensor.old.map(Side.init), new: tensor.new.map(Side.init),
          equalInBits: tensor.isEqualInBits, elements: tensor.elements.map(Elements.init))
      }, forKey: .tensors)
    try container.encode(difference.equalTensorCount, forKey: .equalTensors)
    try container.encode(difference.isReordered, forKey: .reordered)
  }
}
