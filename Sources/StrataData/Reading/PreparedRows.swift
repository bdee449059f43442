import StrataImages
public import StrataModel
public import StrataTensor

/// The rows of a source as a network takes them: found by name or place, prepared as the model's file
/// says, one after the other.
///
/// ```swift
/// let rows = try PreparedRows(source, model.preparation, sampleShape: [64])
/// var values: [Float] = []
/// while let row = try rows.next(into: &values) { … }
/// ```
public final class PreparedRows {
  private enum Layout {
    case table(RowPreparation)
    case array
    case image(ImageInput)
  }

  private let source: any RowSource
  private let input: InputPreparation
  private let width: Int
  private let layout: Layout

  /// - Parameters:
  ///   - source: The rows.
  ///   - preparation: What the model has learned of its data; nil for nothing: values as they are.
  ///   - sampleShape: The shape of one sample of the network's input; a sample of another shape and as
  ///     many values is taken in row-major order.
  ///   - others: Columns that are no elements of an array, beside the targets.
  ///   - white: The number that a white pixel is.
  /// - Throws: `PreparationError` for columns that are not found; ``DataError`` for samples of another
  ///   size.
  public init(
    _ source: any RowSource, _ preparation: Preparation?, sampleShape: Shape,
    excluding others: [String] = [], white: Double = 255
  ) throws {
    let input = preparation?.input ?? .array(scale: 1, offset: 0)
    self.source = source
    self.input = input
    width = sampleShape.count
    switch source.layout {
    case .table(let names, let hasHeader):
      // Without a header the columns are taken in order, if there are just as many.
      var isInOrder = !hasHeader && others.isEmpty
      if case .columns(let columns) = input {
        isInOrder = isInOrder && columns.count == names.count
      }
      layout = .table(
        try input.reader(
          forHeader: isInOrder ? nil : names,
          excluding: (preparation?.target?.names ?? []) + others))
    case .array(let shape):
      var none: [Float] = []
      try input.prepareArray(&none)
      guard shape.count == sampleShape.count else {
        throw DataError.values(expected: sampleShape.count, got: shape.count)
      }
      layout = .array
    case .image:
      layout = .image(try ImageInput(sampleShape: sampleShape, input: input, white: white))
    }
  }

  /// Appends the values of the next row; if it throws, nothing is appended.
  /// - Returns: The row as it stands in its file, nil at the end.
  /// - Throws: ``RowError`` for a row that cannot be used, after which the next call goes on with the row
  ///   behind it; any other error is the end.
  /// - Complexity: O(length of the row).
  public func next(into values: inout [Float]) throws -> DataRow? {
    guard let row = try source.next() else { return nil }
    let start = values.count
    do {
      try append(row, to: &values)
    } catch {
      values.removeSubrange(start...)
      throw RowError(error)
    }
    return row
  }

  private func append(_ row: DataRow, to values: inout [Float]) throws {
    let start = values.count
    switch (row.content, layout) {
    case (.fields(let fields), .table(let preparation)):
      try preparation.prepare(fields: fields, line: row.place, into: &values)
      guard values.count - start == width else {
        throw PreparationError.fieldCount(
          line: row.place, expected: width, got: values.count - start)
      }
    case (.numbers(let numbers), .array):
      guard numbers.count == width else {
        throw DataError.sample(
          row.place - 1, expected: "\(width) numbers", got: "\(numbers.count)")
      }
      values += try prepared(numbers, row.place)
    case (.image(let image), .image(let input)):
      try input.append(image, to: &values)
    default:
      throw DataError.stream("expected rows as the source's layout says, got others")
    }
  }

  /// Elements are counted from the start of the array.
  private func prepared(_ numbers: [Float], _ place: Int) throws(PreparationError) -> [Float] {
    var numbers = numbers
    let first = (place - 1) * width
    do throws(PreparationError) {
      try FloatingPointEnvironment.pinned { () throws(PreparationError) in
        try input.prepareArray(&numbers)
      }
    } catch .notANumber(.element(let index), let got) {
      throw .notANumber(.element(first + index), got: got)
    } catch .tooLarge(.element(let index), let got) {
      throw .tooLarge(.element(first + index), got: got)
    }
    return numbers
  }
}
