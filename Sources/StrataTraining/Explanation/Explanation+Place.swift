import StrataTensor

extension Explanation {
  /// Which number of which parameter: `dense1.weight[0,3]`.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The parameter's full name.
    public let parameter: String
    /// Where in it, an index for each axis, from 0.
    public let index: [Int]

    /// A number of a parameter.
    public init(_ parameter: String, _ index: [Int]) {
      self.parameter = parameter
      self.index = index
    }

    /// Reads what ``description`` writes, `dense1.weight[0,3]`; nil for anything else.
    public init?(_ text: String) {
      guard text.hasSuffix("]"), let bracket = text.firstIndex(of: "["), bracket > text.startIndex
      else { return nil }
      let list = text[text.index(after: bracket)...].dropLast()
      var index: [Int] = []
      for part in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Int(part.filter { $0 != " " }), number >= 0 else { return nil }
        index.append(number)
      }
      self.init(String(text[..<bracket]), index)
    }

    /// The name and the index: `dense1.weight[0,3]`.
    public var description: String {
      parameter + "[" + index.map(String.init).joined(separator: ",") + "]"
    }
  }
}

extension Shape {
  /// The index of an element in row-major order.
  func index(of element: Int) -> [Int] {
    var rest = element
    var index: [Int] = []
    for length in array.reversed() {
      index.append(length == 0 ? 0 : rest % length)
      rest /= max(length, 1)
    }
    return index.reversed()
  }

  /// The element at an index in row-major order; nil if it has not as many numbers as there are axes,
  /// or one is out of range.
  func element(at index: [Int]) -> Int? {
    guard index.count == rank else { return nil }
    var element = 0
    for (axis, number) in index.enumerated() {
      guard (0..<self[axis]).contains(number) else { return nil }
      element = element * self[axis] + number
    }
    return element
  }
}
