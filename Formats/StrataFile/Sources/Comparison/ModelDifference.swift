internal import StrataBytes
internal import StrataJSON

/// What differs between two `.strata` files: networks, weights alone, or either with parts that this
/// program does not know.
///
/// ```swift
/// let difference = try ModelDifference(
///   StrataReader(path: "a.strata"), StrataReader(path: "b.strata"))
/// print(difference.isSame, difference.tensors.map(\.name))
/// ```
///
/// How the content is packed, and the version of the format that holds it, do not count.
public struct ModelDifference: Sendable {
  /// Whether all that the files say is the same to the last bit.
  public var isSame: Bool { parts.isEmpty && tensors.isEmpty && !isReordered }

  /// The parts that differ: ``PartDifference/Part`` says which there are, in its order.
  public let parts: [PartDifference]
  /// The tensors that differ or are in one file only: those of the old file in its order, each new
  /// one before the first common one that it precedes in the new file.
  public let tensors: [TensorDifference]
  /// How many tensors are the same to the last bit, in name, role, dtype, shape and elements.
  public let equalTensorCount: Int
  /// Whether the tensors that both files have stand in another order.
  public let isReordered: Bool

  /// Compares two open files, each of which is checked as a whole first.
  /// - Throws: `StrataFileError` if a file is damaged.
  /// - Complexity: O(size of both files unpacked); memory for a tensor of each at a time.
  public init(_ old: StrataReader, _ new: StrataReader) throws(StrataFileError) {
    try old.verify()
    try new.verify()
    parts = Self.parts(old, new)

    var places: [[UInt8]: Int] = [:]
    for (index, tensor) in new.tensors.enumerated() { places[Array(tensor.name.utf8)] = index }
    var differences: [TensorDifference] = []
    var equal = 0
    var taken: [Int] = []
    // The index in `new` from which on additions have not been listed.
    var next = 0
    let olds = Set(old.tensors.map { Array($0.name.utf8) })
    func addNew(before end: Int, _ differences: inout [TensorDifference]) {
      while next < end {
        let tensor = new.tensors[next]
        if !olds.contains(Array(tensor.name.utf8)) {
          differences.append(TensorDifference(old: nil, new: tensor, elements: nil))
        }
        next += 1
      }
    }
    for (index, tensor) in old.tensors.enumerated() {
      guard let place = places[Array(tensor.name.utf8)] else {
        differences.append(TensorDifference(old: tensor, new: nil, elements: nil))
        continue
      }
      addNew(before: place, &differences)
      taken.append(place)
      let other = new.tensors[place]
      if tensor.saysTheSame(as: other) {
        equal += 1
      } else {
        differences.append(
          TensorDifference(
            old: tensor, new: other, elements: try ElementDifference(old, index, new, place)))
      }
    }
    addNew(before: new.tensors.count, &differences)
    tensors = differences
    equalTensorCount = equal
    isReordered = zip(taken, taken.dropFirst()).contains { $0 > $1 }
  }

  // MARK: - Parts

  private static func parts(_ old: StrataReader, _ new: StrataReader) -> [PartDifference] {
    var parts: [PartDifference] = []
    if old.arithmeticVersion != new.arithmeticVersion {
      parts.append(
        PartDifference(
          .arithmetic,
          [
            ValueChange(
              "version", .number(JSONNumber(old.arithmeticVersion)),
              .number(JSONNumber(new.arithmeticVersion)))
          ]))
    }
    let known: [(SectionType, PartDifference.Part)] = [
      (.architecture, .architecture), (.preparation, .preparation), (.trainingState, .training),
      (.metadata, .metadata), (.history, .history),
    ]
    for (type, part) in known {
      let (old, new) = (old.section(type), new.section(type))
      guard old != new else { continue }
      let changes = ValueChange.between(old, new)
      guard part == .preparation else {
        parts.append(PartDifference(part, changes))
        continue
      }
      let labels = changes.filter { $0.path.hasPrefix(PartDifference.labels) }
      let others = changes.filter { !$0.path.hasPrefix(PartDifference.labels) }
      if !others.isEmpty || labels.isEmpty { parts.append(PartDifference(part, others)) }
      if !labels.isEmpty { parts.append(PartDifference(.labels, labels)) }
    }
    let others = Set((old.sections + new.sections).map(\.type)).filter { !$0.isKnown }
    for type in others.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
      let (old, new) = (old.section(type), new.section(type))
      guard old != new else { continue }
      let words = { (bytes: [UInt8]?) in bytes.map { JSONValue.string($0.summary) } }
      parts.append(PartDifference(.section(type), [ValueChange("", words(old), words(new))]))
    }
    return parts
  }
}

extension TensorInfo {
  /// Equal in all but where and how it is packed.
  fileprivate func saysTheSame(as other: TensorInfo) -> Bool {
    role == other.role && dtype == other.dtype && dimensions == other.dimensions
      && digest == other.digest
  }
}

extension [UInt8] {
  /// What can be said of bytes that mean nothing to this program.
  var summary: String { "\(count) bytes, SHA-256 \(ContentHash(stated: SHA256.hash(self)))" }
}
