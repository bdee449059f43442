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
    var names: Set<[UInt8]> = []
    for tensor in tensors { try tensor.validate(&names) }
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

extension TensorRecord {
  /// Checks a tensor that is to follow those of `names`, and adds its own if nothing is wrong.
  /// - Throws: `StrataFileError.invalid`.
  func validate(_ names: inout Set<[UInt8]>) throws(StrataFileError) {
    let bytes = Array(name.utf8)
    if let problem = IndexRecord.problem(ofName: bytes) {
      throw .invalid(part: "tensor", reason: problem)
    }
    let part = "tensor '\(name)'"
    guard !names.contains(bytes) else {
      throw .invalid(part: part, reason: "the name occurs twice")
    }
    guard let width = dtype.byteWidth else {
      throw .invalid(part: part, reason: "\(dtype) cannot be written")
    }
    guard dimensions.count <= IndexRecord.maximumRank else {
      throw .invalid(part: part, reason: "rank \(dimensions.count), expected at most 32")
    }
    let shape = "\(dtype) \(dimensions)"
    guard let expected = IndexRecord.byteCount(dimensions, width: width) else {
      throw .invalid(part: part, reason: "\(shape): not a size that can be")
    }
    guard expected == self.bytes.count else {
      throw .invalid(
        part: part, reason: "\(shape): expected \(expected) bytes, got \(self.bytes.count)")
    }
    names.insert(bytes)
  }
}
