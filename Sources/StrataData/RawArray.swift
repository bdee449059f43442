public import StrataModel
public import StrataNumPy
public import StrataTensor

/// An array of numbers as it stands in a file of either format.
public enum RawArray: Sendable {
  /// From an IDX file.
  case idx(IDXArray)
  /// From a `.npy` file.
  case numPy(NumPyArray)
  /// From a file of another format.
  case numbers(Tensor<Float>)

  /// The dimensions; the first one counts the samples.
  public var shape: Shape {
    switch self {
    case .idx(let array): array.shape
    case .numPy(let array): array.shape
    case .numbers(let array): array.shape
    }
  }

  /// The elements in row-major order as `Float`, rounded to the nearest.
  /// - Complexity: O(elements).
  public var floats: [Float] {
    switch self {
    case .idx(let array): array.floats
    case .numPy(let array): array.floats.elements
    case .numbers(let array): array.elements
    }
  }

  /// The elements as integers; nil if one is no whole number of 32 bits, and for an IDX file of a type
  /// with fractions.
  /// - Complexity: O(elements).
  public var integers: [Int]? {
    switch self {
    case .idx(let array): array.integers
    case .numPy(let array): try? array.integers().elements.map(Int.init)
    case .numbers(let array):
      array.elements.allSatisfy { Int32(exactly: $0) != nil } ? array.elements.map { Int($0) } : nil
    }
  }

  /// What brings the elements into the range that networks learn well in: 8-bit pixels to 0…1, other
  /// numbers to mean 0 and deviation 1 over all elements.
  /// - Complexity: O(elements), read twice, in Double.
  public var standardizing: InputPreparation {
    switch self {
    case .idx(let array): array.standardizing
    case .numPy(let array):
      isPixels ? .array(scale: 1 / 255, offset: 0) : .standardizing(array.floats.elements)
    case .numbers(let array): .standardizing(array.elements)
    }
  }

  /// What brings the elements into that range, learned from some samples alone: of a part of the data
  /// in cross-validation.
  /// - Precondition: `rows` are samples of the array, which has at least one dimension.
  /// - Complexity: O(elements).
  public func standardizing(measuring rows: [Int]) -> InputPreparation {
    guard !isPixels else { return standardizing }
    let floats = floats
    let length = shape.array.dropFirst().reduce(1, *)
    return .standardizing(rows.flatMap { floats[$0 * length..<($0 + 1) * length] })
  }

  /// Whether the elements are bytes without a sign.
  private var isPixels: Bool {
    switch self {
    case .idx(let array): if case .uint8 = array.elements { true } else { false }
    case .numPy(let array): array.dtype == NumPyDType(.unsigned, byteCount: 1)
    case .numbers: false
    }
  }
}

extension InputPreparation {
  /// What brings an array's elements to mean 0 and deviation 1 over all of them.
  static func standardizing(_ elements: [Float]) -> InputPreparation {
    guard let moments = try? Moments(of: elements.lazy.map(Double.init), name: "elements") else {
      return .array(scale: 1, offset: 0)
    }
    return .array(
      scale: Float(1 / moments.deviation), offset: Float(-moments.mean / moments.deviation))
  }
}
