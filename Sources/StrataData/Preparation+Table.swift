public import StrataModel
public import StrataTensor

extension Preparation {
  /// The network's input for all rows of a table, just as ``RowPreparation`` prepares one by one:
  /// [rows, values a row].
  ///
  /// Columns are found by name, and those that are not needed are left out; an array takes all but
  /// the targets'.
  /// - Parameters:
  ///   - table: The rows.
  ///   - targets: The target columns, if they are not those that were learned from.
  /// - Throws: `PreparationError` naming the line and column.
  /// - Complexity: O(cells, input values).
  public func inputs(
    of table: Table, excluding targets: [String]? = nil
  ) throws(PreparationError) -> Tensor<Float> {
    let names = table.columns.map(\.name)
    let columns = try ResolvedColumn.all(
      of: input, in: names, excluding: targets ?? target?.names ?? [])
    let width = input.width ?? columns.count
    var elements: [Float] = []
    elements.reserveCapacity(table.lines.count * width)
    try FloatingPointEnvironment.pinned { () throws(PreparationError) in
      for (row, line) in table.lines.enumerated() {
        for column in columns {
          let place = PreparationError.Place.cell(line: line, column: column.name)
          switch table.columns[column.field].values {
          case .numbers(let numbers):
            try column.encoder.append(numbers[row], at: place, to: &elements)
          case .text(let texts):
            try column.encoder.append(texts[row] ?? "", at: place, to: &elements)
          }
        }
      }
    }
    return try tensor(elements, rows: table.lines.count, columns: width)
  }

  /// The right answers of all rows of a table, just as ``TargetReader`` reads one by one.
  /// - Parameters:
  ///   - table: The rows.
  ///   - columns: The columns to read, one a target, if they are not those that were learned from.
  /// - Returns: Class numbers, or [rows, targets] in the targets' own units.
  /// - Throws: `PreparationError` naming the line and column, or if no target is known.
  /// - Complexity: O(cells).
  public func targets(
    of table: Table, columns: [String]? = nil
  ) throws(PreparationError) -> Targets {
    guard let target else {
      throw .invalid(part: "target", expected: "one that was learned", got: "none")
    }
    let names = try target.columnNames(columns)
    let places = try HeaderPlaces(table.columns.map(\.name), finding: names).indices
    let encoder = TargetEncoder(target)
    var (classes, values): ([Int32], [Float]) = ([], [])
    try FloatingPointEnvironment.pinned { () throws(PreparationError) in
      for (row, line) in table.lines.enumerated() {
        for (name, index) in zip(names, places) {
          let place = PreparationError.Place.cell(line: line, column: name)
          switch table.columns[index].values {
          case .numbers(let numbers):
            try encoder.append(numbers[row], at: place, classes: &classes, values: &values)
          case .text(let texts):
            try encoder.append(texts[row] ?? "", at: place, classes: &classes, values: &values)
          }
        }
      }
    }
    if case .classes = target { return .classes(classes) }
    return .values(try tensor(values, rows: table.lines.count, columns: names.count))
  }

  private func tensor(
    _ elements: [Float], rows: Int, columns: Int
  ) throws(PreparationError) -> Tensor<Float> {
    do {
      return try Tensor(shape: Shape([rows, columns]), elements: elements)
    } catch {
      throw .invalid(part: "table", expected: "\(rows) rows of \(columns)", got: "\(error)")
    }
  }
}

extension ClassTarget {
  /// The numbers of the classes of labels that are whole numbers.
  /// - Throws: `PreparationError/unknownValue(_:got:known:)` naming the element.
  /// - Complexity: O(labels).
  public func classes(ofLabels labels: some Sequence<Int>) throws(PreparationError) -> Targets {
    let encoder = TargetEncoder(.classes(self))
    // Labels are few and come many times.
    var known: [Int: Int32] = [:]
    var (classes, none): ([Int32], [Float]) = ([], [])
    for (index, label) in labels.enumerated() {
      if let number = known[label] {
        classes.append(number)
      } else {
        try encoder.append(
          "\(label)", at: .element(index), classes: &classes, values: &none)
        known[label] = classes.last
      }
    }
    return .classes(classes)
  }
}
