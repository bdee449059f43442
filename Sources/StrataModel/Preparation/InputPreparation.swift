/// What turns raw data into the network's input.
///
/// Written as `{"columns": […]}` or `{"array": {"scale": 0.0039215689, "offset": 0}}`.
public enum InputPreparation: Hashable, Sendable {
  /// The columns of a table, in the order in which their values enter the network.
  case columns([InputColumn])
  /// The elements x of an array, prepared as x · scale + offset: for 8-bit images 1/255 and 0.
  case array(scale: Float = 1, offset: Float = 0)

  /// The number of input values a row gives; nil for arrays, which may have any size.
  public var width: Int? {
    switch self {
    case .columns(let columns): columns.reduce(0) { $0 + $1.width }
    case .array: nil
    }
  }

  /// What prepares one row after another of a text file.
  ///
  /// Columns are found by name, in any order, and those that are not needed are left out; without a
  /// header they are taken in order, and a row has just as many fields. An array has no names: every
  /// field is an element, in order, but for those of the targets.
  /// - Parameters:
  ///   - header: The names of the columns, if the data has them.
  ///   - targets: Columns that are no elements of an array, if the header has them.
  /// - Throws: ``PreparationError/noColumn(name:columns:)``,
  ///   ``PreparationError/repeatedColumn(name:)``, and
  ///   ``PreparationError/invalid(part:expected:got:)`` if the preparation cannot be.
  /// - Complexity: O(columns in the header and in the preparation, known texts).
  public func reader(
    forHeader header: [String]?, excluding targets: [String] = []
  ) throws(PreparationError) -> RowPreparation {
    try check()
    return try RowPreparation(self, header: header, excluding: targets)
  }

  /// Prepares the elements of an array in place: x · scale + offset, in Double, rounded once.
  /// - Throws: ``PreparationError/notANumber(_:got:)`` for an element that is not finite,
  ///   ``PreparationError/tooLarge(_:got:)`` for one that is not once prepared, and
  ///   ``PreparationError/invalid(part:expected:got:)`` if the network takes columns.
  /// - Complexity: O(elements).
  public func prepareArray(_ elements: inout [Float]) throws(PreparationError) {
    guard case .array(let scale, let offset) = self else {
      throw .invalid(part: "input", expected: "rows with columns", got: "an array")
    }
    let (a, b) = (Double(scale), Double(offset))
    for index in elements.indices {
      let x = elements[index]
      let y = Float(Double(x) * a + b)
      guard y.isFinite else {
        throw x.isFinite
          ? .tooLarge(.element(index), got: "\(x)") : .notANumber(.element(index), got: "\(x)")
      }
      elements[index] = y
    }
  }

  /// Refuses what cannot be.
  /// - Throws: ``PreparationError/invalid(part:expected:got:)``.
  func check() throws(PreparationError) {
    switch self {
    case .columns(let columns):
      guard !columns.isEmpty else {
        throw .invalid(part: "input", expected: "at least one column", got: "none")
      }
      for column in columns { try column.check() }
      if let name = ExactText.firstRepeated(in: columns.map(\.name)) {
        throw .invalid(
          part: "input", expected: "columns of different names", got: "\(quoted(name)) twice")
      }
    case .array(let scale, let offset):
      guard scale.isFinite, scale != 0, offset.isFinite else {
        throw .invalid(
          part: "array", expected: "a finite offset and a finite scale other than 0",
          got: "\(offset) and \(scale)")
      }
    }
  }
}

extension InputPreparation: Codable {
  private enum Keys: CodingKey { case columns, array }
  private enum ArrayKeys: CodingKey { case scale, offset }

  /// Reads a preparation and checks it.
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    switch (container.contains(.columns), container.contains(.array)) {
    case (true, false):
      self = .columns(try container.decode([InputColumn].self, forKey: .columns))
    case (false, true):
      let array = try container.nestedContainer(keyedBy: ArrayKeys.self, forKey: .array)
      self = .array(
        scale: try array.decode(Float.self, forKey: .scale),
        offset: try array.decode(Float.self, forKey: .offset))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .columns, in: container, debugDescription: "expected either columns or an array")
    }
    try decoder.checked(check)
  }

  /// Writes what `init(from:)` reads.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .columns(let columns): try container.encode(columns, forKey: .columns)
    case .array(let scale, let offset):
      var array = container.nestedContainer(keyedBy: ArrayKeys.self, forKey: .array)
      try array.encode(scale, forKey: .scale)
      try array.encode(offset, forKey: .offset)
    }
  }
}
