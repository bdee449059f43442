internal import StrataFile
internal import StrataNumPy
internal import StrataTensor

extension Weights {
  /// Reads an archive: elements of either byte order and either order of the axes become
  /// little-endian rows of the same bits.
  init(npz path: String, _ limits: ReadLimits) throws(ExchangeError) {
    let archive = try wrapping(ExchangeError.numPy) { () throws(NumPyError) in
      try NumPyArchive(path: path, limit: limits.bytes)
    }
    guard archive.names.count <= limits.tensors else {
      throw .limit(file: path, what: "arrays", limit: limits.tensors, got: archive.names.count)
    }
    var tensors: [TensorRecord] = []
    var total = 0
    for name in archive.names {
      let array = try wrapping(ExchangeError.numPy) { () throws(NumPyError) in
        try archive.array(name)
      }
      let bytes = array.littleEndianRows
      total += bytes.count
      guard total <= limits.bytes else {
        throw .limit(file: path, what: "bytes", limit: limits.bytes, got: total)
      }
      guard let dtype = StoredDType(array.dtype) else {
        throw .tensor(
          file: path, name: name, expected: "a dtype that .strata files have",
          got: "\(array.dtype)")
      }
      tensors.append(
        TensorRecord(name: name, dtype: dtype, dimensions: array.shape.array, bytes: bytes))
    }
    self.init(name: path, tensors: tensors)
  }

  /// Writes an archive, without the notes.
  func writeArchive(to path: String) throws(ExchangeError) {
    var arrays: [(name: String, array: NumPyArray)] = []
    for tensor in tensors {
      guard let dtype = NumPyDType(tensor.dtype) else {
        throw wrong(tensor.name, "a dtype that NumPy has", "\(tensor.dtype)")
      }
      guard let shape = try? Shape(tensor.dimensions) else {
        throw wrong(
          tensor.name, "at most \(Shape.maximumRank) dimensions", "\(tensor.dimensions)")
      }
      let array = try wrapping(ExchangeError.numPy) { () throws(NumPyError) in
        try NumPyArray(dtype, shape, bytes: tensor.bytes)
      }
      arrays.append((tensor.name, array))
    }
    try wrapping(ExchangeError.numPy) { () throws(NumPyError) in
      try NumPyArchive.write(arrays, to: path)
    }
  }
}

/// The dtypes that both formats have, as NumPy writes them.
private let dtypes: [(String, StoredDType)] = [
  ("<f4", .f32), ("<f8", .f64), ("<f2", .f16), ("|i1", .i8), ("<i2", .i16), ("<i4", .i32),
  ("<i8", .i64), ("|u1", .u8), ("<u2", .u16), ("<u4", .u32), ("<u8", .u64), ("|b1", .bool),
]

extension StoredDType {
  fileprivate init?(_ dtype: NumPyDType) {
    guard let little = NumPyDType(dtype.kind, byteCount: dtype.byteCount),
      let pair = dtypes.first(where: { $0.0 == little.description })
    else { return nil }
    self = pair.1
  }
}

extension NumPyDType {
  fileprivate init?(_ dtype: StoredDType) {
    guard let pair = dtypes.first(where: { $0.1 == dtype }) else { return nil }
    self.init(pair.0)
  }
}
