internal import StrataFile
internal import StrataSafeTensors

extension Weights {
  /// Reads a safetensors file.
  init(safetensors path: String, _ limits: ReadLimits) throws(ExchangeError) {
    let file = try wrapping(ExchangeError.safetensors) { () throws(SafeTensorsError) in
      try SafeTensorsFile(
        path: path, limits: SafeTensorsLimits(entries: limits.tensors, bytes: limits.bytes))
    }
    // Bytes of tensors lie in the file one after the other: the sum is below its size.
    let total = file.tensors.reduce(0) { $0 + $1.byteCount }
    guard total <= limits.bytes else {
      throw .limit(file: path, what: "bytes", limit: limits.bytes, got: total)
    }
    var tensors: [TensorRecord] = []
    for (index, info) in file.tensors.enumerated() {
      guard let dtype = StoredDType(info.dtype) else {
        throw .tensor(
          file: path, name: info.name, expected: "a dtype that .strata files have",
          got: info.dtype.rawValue)
      }
      let tensor = try wrapping(ExchangeError.safetensors) { () throws(SafeTensorsError) in
        try file.tensor(at: index)
      }
      tensors.append(
        TensorRecord(name: info.name, dtype: dtype, dimensions: info.shape, bytes: tensor.bytes))
    }
    self.init(name: path, tensors: tensors, metadata: file.metadata)
  }

  /// Writes a safetensors file.
  func writeSafeTensors(to path: String) throws(ExchangeError) {
    var written: [SafeTensor] = []
    for tensor in tensors {
      guard let dtype = SafeTensorsDType(tensor.dtype) else {
        throw wrong(tensor.name, "a dtype that safetensors files have", "\(tensor.dtype)")
      }
      written.append(
        SafeTensor(
          name: tensor.name, dtype: dtype, shape: tensor.dimensions, bytes: tensor.bytes))
    }
    try wrapping(ExchangeError.safetensors) { () throws(SafeTensorsError) in
      try SafeTensorsFile.write(written, metadata: metadata, to: path)
    }
  }
}

/// The dtypes that both formats have.
private let dtypes: [(SafeTensorsDType, StoredDType)] = [
  (.f32, .f32), (.f64, .f64), (.f16, .f16), (.bf16, .bf16), (.i8, .i8), (.i16, .i16), (.i32, .i32),
  (.i64, .i64), (.u8, .u8), (.u16, .u16), (.u32, .u32), (.u64, .u64), (.bool, .bool),
]

extension StoredDType {
  fileprivate init?(_ dtype: SafeTensorsDType) {
    guard let pair = dtypes.first(where: { $0.0 == dtype }) else { return nil }
    self = pair.1
  }
}

extension SafeTensorsDType {
  fileprivate init?(_ dtype: StoredDType) {
    guard let pair = dtypes.first(where: { $0.1 == dtype }) else { return nil }
    self = pair.0
  }
}
