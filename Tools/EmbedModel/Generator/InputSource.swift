import StrataPredict

/// The source of what goes into a model.
struct InputSource {
  private struct Column {
    let text: String
    let property: Identifier
    let type: String
    let categories: EnumSource?
    let mayBeMissing: Bool
  }

  private enum Kind {
    case columns([Column])
    case elements(Shape)
  }

  private let kind: Kind

  /// - Parameter interface: That of a network with one input.
  init(_ interface: ModelInterface) {
    if case .elements(_, let shape) = interface.inputs.first {
      kind = .elements(shape)
      return
    }
    var scope = NameScope(reserved: ModelSource.reserved.union(Self.reserved))
    let named = interface.inputs.enumerated().map { index, input in
      guard case .column(let text, let values, let mayBeMissing) = input else {
        preconditionFailure("a table has columns alone")
      }
      return (text, values, mayBeMissing, scope.name(text, fallback: "column\(index + 1)"))
    }
    // All properties have their names before the first type has one.
    kind = .columns(
      named.enumerated().map { index, column in
        let (text, values, mayBeMissing, property) = column
        guard case .categories(let texts) = values else {
          return Column(
            text: text, property: property, type: "Double", categories: nil,
            mayBeMissing: mayBeMissing)
        }
        let name = scope.name(text, style: .type, fallback: "Column\(index + 1)")
        return Column(
          text: text, property: property, type: name.source,
          categories: EnumSource(
            name, comment: "What the column \(Self.quoted(text)) holds.", texts: texts),
          mayBeMissing: mayBeMissing)
      })
  }

  /// The argument that answers an `input`.
  var one: String {
    switch kind {
    case .columns: "input.inputRow"
    case .elements: "elements: input.elements"
    }
  }

  /// The argument that answers `inputs`.
  var many: String {
    switch kind {
    case .columns: "inputs.map(\\.inputRow)"
    case .elements: "elements: inputs.flatMap(\\.elements)"
    }
  }

  func add(to lines: inout SourceLines) {
    switch kind {
    case .columns(let columns):
      lines.add("/// A row: a value for each column.")
      lines.add("struct Input: Hashable, Sendable {")
      lines.indent { Self.add(columns, to: &$0) }
    case .elements(let shape):
      lines.add("/// The elements of a sample.")
      lines.add("struct Input: Hashable, Sendable {")
      lines.indent { Self.add(shape, to: &$0) }
    }
    lines.add("}")
  }

  // MARK: - Columns

  private static func add(_ columns: [Column], to lines: inout SourceLines) {
    for column in columns {
      guard let categories = column.categories else { continue }
      categories.add(to: &lines)
      lines.add()
    }
    for column in columns {
      let missing = column.mayBeMissing ? "; nil where it is missing" : ""
      lines.add("/// The column \(quoted(column.text))\(missing).")
      lines.add("var \(column.property.source): \(column.type)\(column.mayBeMissing ? "?" : "")")
    }
    lines.add()
    lines.add("/// A row.")
    lines.add("init(")
    lines.indent {
      for (index, column) in columns.enumerated() {
        let type = column.mayBeMissing ? "\(column.type)? = nil" : column.type
        let comma = index == columns.count - 1 ? "" : ","
        $0.add("\(column.property.source): \(type)\(comma)")
      }
    }
    lines.add(") {")
    lines.indent {
      for column in columns { $0.add("self.\(column.property.source) = \(column.property.source)") }
    }
    lines.add("}")
    lines.add()
    lines.add("/// The row as `Predictor` takes it.")
    lines.add("var inputRow: InputRow {")
    lines.indent {
      // A statement a column: an expression of hundreds of them takes the compiler long.
      $0.add("var row = InputRow([])")
      $0.add("row.fields.reserveCapacity(\(columns.count))")
      for column in columns {
        $0.add("row.fields.append(")
        $0.add("  InputRow.Field(\(SwiftLiteral.string(column.text)), \(value(of: column))))")
      }
      $0.add("return row")
    }
    lines.add("}")
  }

  private static func value(of column: Column) -> String {
    let property = "self.\(column.property.source)"
    return switch (column.categories != nil, column.mayBeMissing) {
    case (false, false): ".number(\(property))"
    case (false, true): "\(property).map { .number($0) } ?? .missing"
    case (true, false): ".text(\(property).rawValue)"
    case (true, true): "\(property).map { .text($0.rawValue) } ?? .missing"
    }
  }

  // MARK: - Elements

  /// Elements up to which the compiler checks how many there are.
  private static let mostChecked = 4096

  private static func add(_ shape: Shape, to lines: inout SourceLines) {
    let count = shape.count
    lines.add("/// How many there are: the shape is \(shape).")
    lines.add("static let elementCount = \(count)")
    lines.add()
    lines.add("/// One after the other, the last axis fastest.")
    lines.add("let elements: [Float]")
    lines.add()
    if count <= mostChecked {
      lines.add("/// A sample.")
      lines.add("init(_ elements: InlineArray<\(count), Float>) {")
      lines.add("  self.elements = elements.indices.map { elements[$0] }")
      lines.add("}")
      lines.add()
    }
    lines.add("/// A sample.")
    lines.add("/// - Throws: `PredictionError` for another number of elements.")
    lines.add("init(elements: [Float]) throws(PredictionError) {")
    lines.indent {
      $0.add("guard elements.count == Self.elementCount else {")
      $0.add("  throw .network(")
      $0.add("    .input(")
      $0.add("      name: \"input\", expected: \"\\(Self.elementCount) numbers\",")
      $0.add("      got: \"\\(elements.count)\"))")
      $0.add("}")
      $0.add("self.elements = elements")
    }
    lines.add("}")
  }

  private static func quoted(_ text: String) -> String {
    SwiftLiteral.comment(SwiftLiteral.string(text))
  }

  /// What an input has already.
  private static let reserved: Set<String> = ["hash", "hashValue", "inputRow", "self"]
}
