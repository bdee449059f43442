import Strata
import StrataBytes
import StrataSafeTensors

/// safetensors files as they are, and with the length of their header put right.
enum SafeTensorsEntry: FuzzEntry {
  static let name = "safetensors"
  private static let limits = SafeTensorsLimits(headerBytes: 1 << 20, entries: 1000, bytes: 1 << 22)

  static func read(_ bytes: [UInt8]) throws(Finding) {
    try open(bytes)
    try open(withLength(bytes))
  }

  /// The file with a header that ends behind the last brace of the input, and with as many bytes of
  /// tensors as its largest announced end: so that a change to the text or the offsets is not
  /// refused for the number before it or the size of the file.
  private static func withLength(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 8, let last = bytes.lastIndex(of: UInt8(ascii: "}")), last >= 8 else {
      return bytes
    }
    var file = Array(bytes[...last])
    file.put(UInt64(last - 7), at: 0, 8)
    let header = String(decoding: bytes[8...last], as: UTF8.self)
    let numbers = header.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
    let announced = numbers.filter { $0 <= 1 << 16 }.max() ?? 0
    let tensors = bytes[(last + 1)...].prefix(announced)
    return file + tensors + [UInt8](repeating: 0x5A, count: announced - tensors.count)
  }

  private static func open(_ bytes: [UInt8]) throws(Finding) {
    let file = try refusing { () throws(SafeTensorsError) in
      try SafeTensorsFile(bytes, name: "t.safetensors", limits: limits)
    }
    guard let file else { return }
    var tensors: [SafeTensor] = []
    for (index, info) in file.tensors.enumerated() {
      guard file.index(ofTensor: info.name) == index else {
        throw Finding("tensor \(index) is not found by its name")
      }
      let tensor = try refusing { () throws(SafeTensorsError) in try file.tensor(at: index) }
      guard let tensor else { return }
      guard tensor.bytes.count == tensor.dtype.byteCount(of: tensor.shape) else {
        throw Finding("\(tensor.bytes.count) bytes for \(tensor.dtype) \(tensor.shape)")
      }
      tensors.append(tensor)
    }
    try check(tensors, file.metadata)
  }

  /// Written again, and once more: nothing is lost, and the same content gives the same bytes.
  private static func check(
    _ tensors: [SafeTensor], _ metadata: [(key: String, value: String)]
  ) throws(Finding) {
    let written = try refusing { () throws(SafeTensorsError) in
      try SafeTensorsFile.encoded(tensors, metadata: metadata)
    }
    guard let written else { throw Finding("a file that was read cannot be written") }
    let copy = try refusing { () throws(SafeTensorsError) in
      let file = try SafeTensorsFile(written, name: "copy.safetensors", limits: limits)
      var copies: [SafeTensor] = []
      for index in file.tensors.indices { copies.append(try file.tensor(at: index)) }
      return (tensors: copies, metadata: file.metadata)
    }
    guard let copy, copy.tensors.count == tensors.count, copy.metadata.count == metadata.count
    else { throw Finding("a file that was read comes back as something else") }
    let again = try refusing { () throws(SafeTensorsError) in
      try SafeTensorsFile.encoded(copy.tensors, metadata: copy.metadata)
    }
    guard again == written else { throw Finding("the same content gives other bytes") }
  }
}
