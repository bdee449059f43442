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
    for type in sections.keys {
      guard type != .tensors, type != .index, type.isKnown || !type.isCritical else {
        throw .invalid(part: "section \(type)", reason: "cannot be written as bytes")
      }
    }
    var names: Set<[UInt8]> = []
    for (index, tensor) in tensors.enumerated() {
      let name = Array(tensor.name.utf8)
      if let problem = IndexRecord.problem(ofName: name) {
        throw .invalid(part: "tensor", reason: problem)
      }
      let part = "tensor '\(tensor.name)'"
      guard names.insert(name).inserted else {
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
      guard tensor.dtype != .q8 || (tensors.dropFirst(index + 1).first?.scales(tensor) ?? false)
      else {
        throw .invalid(part: part, reason: "q8: expected its scales behind it")
      }
    }
  }
}
