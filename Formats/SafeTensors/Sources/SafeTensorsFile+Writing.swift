internal import StrataBytes
internal import StrataJSON

extension SafeTensorsFile {
  /// Writes tensors as one file, which is whole or absent. The same content gives the same bytes, and
  /// those that Hugging Face's library writes: tensors by dtype, the widest first, then by name;
  /// entries of metadata by key; the header filled up to a multiple of 8.
  /// - Parameters:
  ///   - tensors: The tensors, in any order.
  ///   - metadata: Notes, in any order.
  ///   - path: The file; "-" is standard output.
  /// - Throws: ``SafeTensorsError/unwritable(path:expected:got:)`` for a name or key that comes twice
  ///   or cannot be, bytes that do not fit their shape, a header over 100 MB;
  ///   ``SafeTensorsError/bytes(_:)`` for a file that cannot be written.
  /// - Complexity: O(bytes); memory for the header.
  public static func write(
    _ tensors: [SafeTensor], metadata: [(key: String, value: String)] = [], to path: String
  ) throws(SafeTensorsError) {
    let (header, order) = try layout(tensors, metadata, path)
    try SafeTensorsError.wrapping { () throws(ByteError) in
      try AtomicFile.write(to: path) { (file) throws(ByteError) in
        try file.write(header)
        for index in order { try file.write(tensors[index].bytes) }
      }
    }
  }

  /// The same file in memory.
  /// - Throws: As ``write(_:metadata:to:)``.
  public static func encoded(
    _ tensors: [SafeTensor], metadata: [(key: String, value: String)] = []
  ) throws(SafeTensorsError) -> [UInt8] {
    let (header, order) = try layout(tensors, metadata, "safetensors")
    return order.reduce(into: header) { $0 += tensors[$1].bytes }
  }

  /// Length and header, and the order in which the tensors follow.
  private static func layout(
    _ tensors: [SafeTensor], _ metadata: [(key: String, value: String)], _ path: String
  ) throws(SafeTensorsError) -> (header: [UInt8], order: [Int]) {
    let names = tensors.map { Array($0.name.utf8) }
    let keys = metadata.map { Array($0.key.utf8) }
    try check(names, "tensors", path)
    try check(keys, "entries of metadata", path)
    guard !names.contains(Array(SafeTensorsHeader.metadataKey.utf8)) else {
      throw .unwritable(
        path: path, expected: "a tensor by another name", got: SafeTensorsHeader.metadataKey)
    }
    let order = tensors.indices.sorted { a, b in
      let (first, second) = (tensors[a].dtype.rank, tensors[b].dtype.rank)
      return first == second ? names[a].lexicographicallyPrecedes(names[b]) : first > second
    }
    var members: [String] = []
    if !metadata.isEmpty {
      let notes = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }.map {
        "\(quoted(metadata[$0].key)):\(quoted(metadata[$0].value))"
      }
      members.append("\"\(SafeTensorsHeader.metadataKey)\":{\(notes.joined(separator: ","))}")
    }
    var end = 0
    for tensor in order.lazy.map({ tensors[$0] }) {
      let begin = end
      guard tensor.dtype.byteCount(of: tensor.shape) == tensor.bytes.count else {
        throw .unwritable(
          path: path, expected: "the bytes of \(tensor.dtype) \(tensor.shape) for '\(tensor.name)'",
          got: "\(tensor.bytes.count)")
      }
      end += tensor.bytes.count
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      members.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.dtype)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text += repeatElement(0x20, count: -text.count & 7)
    guard text.count <= SafeTensorsLimits.mostHeaderBytes else {
      throw .unwritable(
        path: path, expected: "a header of at most \(SafeTensorsLimits.mostHeaderBytes) bytes",
        got: "\(text.count)")
    }
    var writer = ByteWriter(capacity: 8 + text.count)
    writer.write(UInt64(text.count))
    writer.write(text)
    return (writer.bytes, order)
  }

  private static func check(
    _ names: [[UInt8]], _ what: String, _ path: String
  ) throws(SafeTensorsError) {
    var known: Set<[UInt8]> = []
    for name in names where !known.insert(name).inserted {
      throw .unwritable(
        path: path, expected: "\(what) of different names",
        got: "'\(String(decoding: name, as: UTF8.self))' twice")
    }
  }

  private static func quoted(_ text: String) -> String {
    String(decoding: JSONWriter.bytes(of: .string(text)), as: UTF8.self)
  }
}
