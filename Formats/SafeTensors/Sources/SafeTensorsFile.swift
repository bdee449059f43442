import StrataBytes

/// An open safetensors file: what is in it, and each tensor on demand.
///
/// ```swift
/// let file = try SafeTensorsFile(path: "mlp.safetensors")
/// for info in file.tensors { print(info.name, info.dtype, info.shape) }
/// let weight = try file.tensor(at: 0)
/// ```
///
/// Opening reads the header and checks all of it against the size of the file. It may be used from
/// several threads at once.
public struct SafeTensorsFile: Sendable {
  /// What errors call it: its path.
  public var name: String { file.name }
  /// The tensors, in the order of their bytes in the file.
  public let tensors: [SafeTensorsInfo]
  /// The notes, in the order of the file, each key once.
  public let metadata: [(key: String, value: String)]

  private let file: RandomAccessBytes
  private let limits: SafeTensorsLimits

  /// Opens the file at a path; "-" is standard input.
  /// - Parameters:
  ///   - path: The file.
  ///   - limits: What it may ask for.
  /// - Throws: ``SafeTensorsError`` for whatever breaks a rule of the format.
  /// - Complexity: O(header · log); memory for the header and what it lists.
  public init(
    path: String, limits: SafeTensorsLimits = SafeTensorsLimits()
  ) throws(SafeTensorsError) {
    let file = try SafeTensorsError.wrapping { () throws(ByteError) in
      try RandomAccessBytes(path: path, limit: limits.bytes)
    }
    try self.init(file, limits: limits)
  }

  /// Opens a file in memory.
  /// - Parameters:
  ///   - bytes: All of it.
  ///   - name: What errors call it.
  ///   - limits: As above.
  /// - Throws: As above.
  public init(
    _ bytes: [UInt8], name: String, limits: SafeTensorsLimits = SafeTensorsLimits()
  ) throws(SafeTensorsError) {
    try self.init(RandomAccessBytes(bytes, name: name), limits: limits)
  }

  private init(_ file: RandomAccessBytes, limits: SafeTensorsLimits) throws(SafeTensorsError) {
    let header = try SafeTensorsHeader(file, limits)
    (tensors, metadata) = (header.tensors, header.metadata)
    (self.file, self.limits) = (file, limits)
  }

  /// Where in `tensors` the one is whose name has the same bytes as `name`; nil if there is none.
  /// - Complexity: O(number of tensors).
  public func index(ofTensor name: String) -> Int? {
    tensors.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// Reads a tensor of ``tensors``.
  /// - Parameter index: Its place there.
  /// - Throws: ``SafeTensorsError``: for a place that is none, for more bytes than the limit, before
  ///   memory is taken for them, and if the system would not read.
  /// - Complexity: O(bytes of the tensor).
  public func tensor(at index: Int) throws(SafeTensorsError) -> SafeTensor {
    guard tensors.indices.contains(index) else {
      throw .header(
        path: name, offset: 8, expected: "a tensor \(index)", got: "\(tensors.count) of them")
    }
    let info = tensors[index]
    guard info.byteCount <= limits.bytes else {
      throw .limit(path: name, offset: info.offset, limit: limits.bytes, got: info.byteCount)
    }
    let bytes = try SafeTensorsError.wrapping { () throws(ByteError) in
      try file.read(info.byteCount, at: info.offset)
    }
    return SafeTensor(name: info.name, dtype: info.dtype, shape: info.shape, bytes: bytes)
  }
}
