/// A function of one number that kernels compute for many at once, with the bits that it has for
/// one.
///
/// Functions that need an exponential are written around one of these: see ``KernelFunction``.
public enum ElementKernel: Sendable {
  /// eˣ.
  case exp
  /// eˣ − 1 for x ≤ 0, also where it is close to 0: 2t / (1 − t) with t = tanh(x / 2).
  case expm1
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// ln(1 + eˣ) for x ≤ 0, also where it is close to 0: ``Real/log1p(_:)`` of eˣ.
  case softplus

  /// The function of one number.
  @inlinable public func callAsFunction<T: Real>(_ x: T) -> T {
    switch self {
    case .exp: return T.exp(x)
    case .expm1:
      let half = T.tanh(x / 2)
      return 2 * half / (1 - half)
    case .sigmoid: return T.sigmoid(x)
    case .softplus: return T.log1p(T.exp(x))
    }
  }

  /// The same for `count` numbers in place; `room` takes as many.
  @specialized(where T == Float)
  @usableFromInline func compute<T: Real>(
    _ count: Int, _ x: UnsafeMutablePointer<T>, room: UnsafeMutablePointer<T>
  ) {
    // In range: whoever calls has `count` numbers at both places. The table is asked for each function:
    // a copy of it would retain them all.
    switch self {
    case .exp: unsafe T.kernels.table.exp(count, x, x)
    case .expm1:
      for index in 0..<count { unsafe x[index] = x[index] / 2 }
      unsafe T.kernels.table.tanh(count, x, x)
      for index in 0..<count { unsafe x[index] = 2 * x[index] / (1 - x[index]) }
    case .sigmoid: unsafe T.kernels.table.sigmoid(count, x, x)
    case .softplus:
      unsafe T.kernels.table.exp(count, x, x)
      for index in 0..<count { unsafe room[index] = 1 + x[index] }
      unsafe T.kernels.table.log(count, room, room)
      for index in 0..<count {
        // eˣ is at most 1: no sum is infinite.
        let sum = unsafe 1 + x[index]
        unsafe x[index] = room[index] + (x[index] - (sum - 1)) / sum
      }
    }
  }
}
