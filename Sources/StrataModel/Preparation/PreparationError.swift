/// Data that does not fit what was learned, or a preparation that cannot be.
public enum PreparationError: Error, Hashable, CustomStringConvertible {
  /// Where a value stands.
  public enum Place: Hashable, Sendable, CustomStringConvertible {
    /// In a text file: the line, from 1, and the column's name.
    case cell(line: Int, column: String)
    /// Among the elements of an array, from 0 on.
    case element(Int)
    /// In a row that a program made: which one, from 1, and the column's name.
    case field(row: Int, column: String)

    /// `csv: line 4, column 'city'`, `array: element 17`, or `row 3, column 'city'`.
    public var description: String { described(as: "csv: ") }

    /// The same for a table in another format than CSV.
    fileprivate func described(as format: String) -> String {
      switch self {
      case .cell(let line, let column): "\(format)line \(line), column \(quoted(column))"
      case .element(let index): "array: element \(index)"
      case .field(let row, let column): "row \(row), column \(quoted(column))"
      }
    }
  }

  /// A column that is needed is not among `columns`.
  case noColumn(name: String, columns: [String])
  /// A column that is needed stands in the header more than once.
  case repeatedColumn(name: String)
  /// A row that a program made has a column that is not among `known`.
  case unknownColumn(Place, known: [String])
  /// A row that a program made has a column twice.
  case repeatedField(Place)
  /// A row has more or fewer fields than it must.
  case fieldCount(line: Int, expected: Int, got: Int)
  /// No value, and nothing to take its place.
  case missingValue(Place)
  /// No value where the right answer should stand.
  case missingTarget(Place)
  /// Text where a number belongs.
  case notANumber(Place, got: String)
  /// A number that is infinite once it is prepared and rounded to `Float`.
  case tooLarge(Place, got: String)
  /// A value that was not there to be learned.
  case unknownValue(Place, got: String, known: [String])
  /// A preparation, or data to learn one from, that cannot be: `part` should be `expected`.
  case invalid(part: String, expected: String, got: String)

  /// One line: where, expected, got.
  public var description: String { described(as: "csv: ") }

  /// The same for a table in another format than CSV.
  /// - Parameter format: What stands before the line: `json: `, or nothing.
  package func described(as format: String) -> String {
    func at(_ place: Place) -> String { place.described(as: format) }
    switch self {
    case .noColumn(let name, let columns):
      return "\(format)no column \(quoted(name)) (columns: \(listed(columns)))"
    case .repeatedColumn(let name):
      return "\(format)column \(quoted(name)): expected once in the header, got it twice"
    case .unknownColumn(let place, let known):
      return "\(at(place)): unknown column (known: \(listed(known)))"
    case .repeatedField(let place): return "\(at(place)): expected once in a row, got it twice"
    case .fieldCount(let line, let expected, let got):
      let fields = expected == 1 ? "field" : "fields"
      return "\(format)line \(line): expected \(expected) \(fields), got \(got)"
    case .missingValue(let place): return "\(at(place)): missing value (impute it, or fill it in)"
    case .missingTarget(let place):
      return "\(at(place)): missing value (a target cannot be imputed)"
    case .notANumber(let place, let got):
      return "\(at(place)): expected a number, got \(quoted(got))"
    case .tooLarge(let place, let got):
      return "\(at(place)): expected a number that fits 32 bits once prepared, got \(quoted(got))"
    case .unknownValue(let place, let got, let known):
      return "\(at(place)): unknown value \(quoted(got)) (known: \(listed(known)))"
    case .invalid(let part, let expected, let got):
      return "preparation: \(part): expected \(expected), got \(got)"
    }
  }
}

/// Text from a file as a message shows it: in quotes, short, nothing that could break the line.
package func quoted(_ text: String) -> String { "'\(shown(text))'" }

private func shown(_ text: String) -> String {
  let most = 40
  var result = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    guard index < most else { return result + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
      result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// The first few of a list.
private func listed(_ texts: [String]) -> String {
  let most = 8
  let list = texts.prefix(most).map(shown).joined(separator: ", ")
  return texts.count > most ? list + ", …" : list
}
