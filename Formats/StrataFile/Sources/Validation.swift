extension StrataContainer {
  /// Checks the rules that SPEC.md sets for writers, before the first byte is written.
  /// - Throws: `StrataFileError.invalid`, naming the tensor or section.
  func validate() throws(StrataFileError) {
    guard readOnlyFlags == 0 else {
      throw .invalid(
        part: "container",
        reason: "read from a file whose features (0x\(String(readOnlyFlags, radix: 16)))"
          + " this program cannot save")
    }
    if let tensor = unreadable.first {
      throw .invalid(
        part: "tensor '\(tensor.name)'", reason: "cannot be saved: \(tensor.refusal ?? "")")
    }
    for type in sections.keys { try type.validate() }
    var rules = TensorRules()
    for tensor in tensors { try rules.check(tensor) }
    try rules.checkEnd()
  }
}

extension SectionType {
  /// Checks that a section of this type may be written as bytes.
  /// - Throws: `StrataFileError.invalid`.
  func validate() throws(StrataFileError) {
    guard self != .tensors, self != .index, isKnown || !isCritical else {
      throw .invalid(part: "section \(self)", reason: "cannot be written as bytes")
    }
  }
}

/// The rules for tensors that follow one another.
struct TensorRules {
  private var names: Set<[UInt8]> = []
  /// A quantised tensor whose scales must come next: its name and its last dimension are what counts.
  private var unscaled: TensorRecord?

  /// Checks a tensor that is to follow those before, and takes it up if nothing is wrong.
  /// - Throws: `StrataFileError.invalid`.
  mutating func check(_ tensor: TensorRecord) throws(StrataFileError) {
    if let unscaled, !tensor.scales(unscaled) { throw Self.noScales(unscaled) }
    let bytes = Array(tensor.name.utf8)
    if let problem = IndexRecord.problem(ofName: bytes) {
      throw .invalid(part: "tensor", reason: problem)
    }
    let part = "tensor '\(tensor.name)'"
    guard !names.contains(bytes) else {
      throw .invalid(part: part, reason: "the name occurs twice")
    }
    guard let width = tensor.dtype.byteWidth else {
      throw .invalid(part: part, reason: "\(tensor.dtype) cannot be written")
    }
    guard tensor.dimensions.count <= IndexRecord.maximumRank else {
      throw .invalid(part: part, reason: "rank \(tensor.dimensions.count), expected at most 32")
    }
    let shape = "\(tensor.dtype) \(tensor.dimensions)"
    guard let expected = IndexRecord.byteCount(tensor.dimensions, width: width) else {
      throw .invalid(part: part, reason: "\(shape): not a size that can be")
    }
    guard expected == tensor.bytes.count else {
      throw .invalid(
        part: part, reason: "\(shape): expected \(expected) bytes, got \(tensor.bytes.count)")
    }
    names.insert(bytes)
    unscaled = nil
    if tensor.dtype == .q8 {
      unscaled = tensor
      unscaled?.bytes = []
    }
  }

  /// Checks that nothing is missing behind the last tensor.
  /// - Throws: `StrataFileError.invalid`.
  func checkEnd() throws(StrataFileError) {
    if let unscaled { throw Self.noScales(unscaled) }
  }

  private static func noScales(_ tensor: TensorRecord) -> StrataFileError {
    .invalid(part: "tensor '\(tensor.name)'", reason: "q8: expected its scales behind it")
  }
}
