internal import StrataModel
internal import StrataTensor

/// A parameter as it stands in a file, where that is not plain f32: the stored tensor, the scales
/// behind it if it has any, and the numbers that they stand for.
///
/// Kept beside the model that was read, so that a parameter that nobody changed is written as it was.
struct StoredForm: Sendable {
  /// What the records stand for.
  let values: Tensor<Float>
  /// The tensor and, for `q8`, its scales.
  let records: [TensorRecord]

  /// What the name of a tensor of scales ends in, behind the name of the tensor that they scale.
  static let scaleSuffix = ".scale"

  // MARK: - Reading

  /// - Parameters:
  ///   - record: A parameter or buffer as the file has it.
  ///   - scale: What stands behind it, if it is a scale.
  /// - Throws: Why it stands for no numbers: words for the person who reads the error.
  init(reading record: TensorRecord, scale: TensorRecord?) throws {
    let shape = try Shape(record.dimensions)
    switch record.dtype {
    case .f32: values = try Tensor(shape: shape, elements: record.floats)
    case .f16:
      values = try Tensor(
        shape: shape, elements: record.words16.map { Float(Float16(bitPattern: $0)) })
    case .bf16:
      values = try Tensor(
        shape: shape, elements: record.words16.map { Float(bitPattern: UInt32($0) << 16) })
    case .q8:
      guard let scale, scale.scales(record) else {
        throw Problem(description: Self.noScale)
      }
      let scales = scale.floats
      let channels = scales.count
      let elements = record.bytes.enumerated().map { index, byte in
        Float(Int8(bitPattern: byte)) * scales[index % channels]
      }
      values = try Tensor(shape: shape, elements: elements)
      records = [record, scale]
      return
    default: throw Problem(description: Self.expected(got: record.dtype))
    }
    records = [record]
  }

  /// Whether a tensor holds the scales of another: one for each index of its last dimension.
  static func isScale(
    _ scale: (name: String, role: TensorRole, dtype: StoredDType, dimensions: [Int]),
    of tensor: (name: String, dimensions: [Int])
  ) -> Bool {
    scale.name.utf8.elementsEqual((tensor.name + scaleSuffix).utf8) && scale.role == .scale
      && scale.dtype == .f32 && tensor.dimensions.last.map { scale.dimensions == [$0] } == true
  }

  /// What a parameter or buffer can be.
  static let dtypes: [StoredDType] = [.f32, .f16, .bf16, .q8]
  static let noScale = "q8: expected its scales behind it"

  static func expected(got dtype: StoredDType) -> String {
    "expected f32, f16, bf16 or q8, got \(dtype)"
  }

  private struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  // MARK: - Rounding

  /// A parameter rounded to 16 bits.
  /// - Throws: ``ModelFileError`` for a finite number beyond the largest.
  init(_ parameter: Parameter, as dtype: StoredDType) throws(ModelFileError) {
    let words = parameter.tensor.elements.map {
      dtype == .f16 ? Rounding.f16($0) : Rounding.bf16($0)
    }
    let largest = dtype == .f16 ? Float(Float16.greatestFiniteMagnitude) : 0x1.FEp127
    for (word, element) in zip(words, parameter.tensor.elements)
    where element.isFinite && word & 0x7FFF == (dtype == .f16 ? 0x7C00 : 0x7F80) {
      throw .content(
        file: "model", part: "tensor '\(parameter.name)'",
        reason: "\(dtype): expected numbers up to \(largest), got \(element)")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * words.count)
    for word in words {
      bytes.append(UInt8(truncatingIfNeeded: word))
      bytes.append(UInt8(truncatingIfNeeded: word >> 8))
    }
    let record = TensorRecord(
      name: parameter.name, role: .parameter, dtype: dtype,
      dimensions: parameter.tensor.shape.array, bytes: bytes)
    try self.init(rounded: record, scale: nil)
  }

  /// A parameter in whole numbers with a scale per channel, its last axis; nil if it has fewer than
  /// two axes or no elements.
  ///
  /// scale = max |x| / 127 over the channel, q = x / scale rounded to nearest, ties to even. A
  /// channel of zeros has the scale 0.
  /// - Throws: ``ModelFileError`` for a number that is not finite.
  init?(quantising parameter: Parameter) throws(ModelFileError) {
    let tensor = parameter.tensor
    guard tensor.shape.rank >= 2, let channels = tensor.shape.array.last, !tensor.elements.isEmpty
    else { return nil }
    var scales = [Float](repeating: 0, count: channels)
    for (index, element) in tensor.elements.enumerated() {
      guard element.isFinite else {
        throw .content(
          file: "model", part: "tensor '\(parameter.name)'",
          reason: "int8: expected finite numbers, got \(element)")
      }
      scales[index % channels] = max(scales[index % channels], element.magnitude)
    }
    for channel in scales.indices { scales[channel] /= 127 }
    let bytes = tensor.elements.enumerated().map { index, element in
      let scale = scales[index % channels]
      // The quotient can pass 127 by rounding, or, where the scale is denormal, by more.
      let steps = scale == 0 ? 0 : (element / scale).rounded(.toNearestOrEven)
      return UInt8(bitPattern: Int8(min(max(steps, -127), 127)))
    }
    let record = TensorRecord(
      name: parameter.name, role: .parameter, dtype: .q8, dimensions: tensor.shape.array,
      bytes: bytes)
    let scale = TensorRecord(
      parameter.name + Self.scaleSuffix, .scale, Tensor(scales))
    try self.init(rounded: record, scale: scale)
  }

  private init(rounded record: TensorRecord, scale: TensorRecord?) throws(ModelFileError) {
    do {
      try self.init(reading: record, scale: scale)
    } catch {
      throw .content(file: "model", part: "tensor '\(record.name)'", reason: "\(error)")
    }
  }
}

extension TensorRecord {
  /// Whether this holds the scales of a quantised tensor: one for each index of its last dimension.
  func scales(_ tensor: TensorRecord) -> Bool {
    StoredForm.isScale((name, role, dtype, dimensions), of: (tensor.name, tensor.dimensions))
  }
}

/// Floats of 32 bits to 16, to nearest, ties to even, by the bits: the same on every machine.
enum Rounding {
  /// The binary16 nearest to a number. A NaN keeps its sign and the top of its payload, and is quiet.
  static func f16(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    guard !number.isNaN else {
      return UInt16(bits >> 16 & 0x8000) | 0x7E00 | UInt16(bits >> 13 & 0x03FF)
    }
    return Float16(number).bitPattern
  }

  /// The bfloat16 nearest to a number. A NaN keeps its sign and the top of its payload, and is
  /// quiet.
  static func bf16(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    guard !number.isNaN else { return UInt16(bits >> 16) | 0x0040 }
    // Half of the last place that stays, less one if that place is even: ties go to even.
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }
}
