internal import CStrataBytes

/// How the bits of an element are ordered before it is cut into byte planes.
///
/// A weight's exponent takes few values and its sign and mantissa take all of them, so the exponent
/// should have a byte to itself: entropy coding then saves what there is to save.
enum PlaneTransform: UInt8, CaseIterable {
  /// As they are.
  case none = 0
  /// Exponent, sign, mantissa, where the exponent has 8 bits: f32 and bf16.
  case exponentFirst = 1
  /// Rotated left by one, so that the sign is the lowest bit: exponent, mantissa, sign.
  case rotated = 2

  /// Whether elements of `width` bytes can be taken so.
  func fits(width: Int) -> Bool {
    switch self {
    case .none: [1, 2, 4, 8].contains(width)
    case .exponentFirst: [2, 4].contains(width)
    case .rotated: [2, 4, 8].contains(width)
    }
  }

  /// Cuts the elements in `source`, each of `width` bytes, into planes: all the most significant
  /// bytes, then all the next ones. `planes` has the size of `source`.
  /// - Parameter features: what of the processor may be used.
  func split(
    _ source: Span<UInt8>, width: Int, into planes: inout [UInt8],
    features: UInt32 = strata_bytes_features()
  ) {
    precondition(fits(width: width) && source.count % width == 0 && planes.count == source.count)
    let count = source.count / width
    unsafe source.withUnsafeBufferPointer { source in
      unsafe planes.withUnsafeMutableBufferPointer { planes in
        unsafe strata_bytes_split(
          features, Int32(rawValue), width, count, source.baseAddress, planes.baseAddress, count)
      }
    }
  }

  /// The reverse of `split`, of planes that lie apart.
  /// - Precondition: each of `planes` is the start of a plane of `target.count / planes.count` bytes.
  func join(
    _ planes: UnsafeBufferPointer<UnsafePointer<UInt8>?>,
    into target: UnsafeMutableBufferPointer<UInt8>, features: UInt32 = strata_bytes_features()
  ) {
    let width = planes.count
    precondition(fits(width: width) && target.count % width == 0)
    unsafe strata_bytes_join(
      features, Int32(rawValue), width, target.count / width, planes.baseAddress,
      target.baseAddress)
  }
}
