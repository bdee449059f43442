import StrataTensor

/// The text of a header: a Python dictionary with the keys `descr`, `fortran_order` and `shape`, each
/// once, and nothing else.
struct HeaderText {
  let dtype: NumPyDType
  let isFortranOrder: Bool
  let shape: Shape

  /// - Parameters:
  ///   - bytes: The text; its indices are offsets in the file.
  ///   - path: What errors call the file.
  init(_ bytes: ArraySlice<UInt8>, path: String) throws(NumPyError) {
    var cursor = HeaderCursor(bytes, path: path)
    var (dtype, isFortranOrder, shape): (NumPyDType?, Bool?, Shape?)
    try cursor.take("{")
    while cursor.skipSpace(), cursor.peek != UInt8(ascii: "}") {
      let start = cursor.place
      let key = try cursor.string()
      try cursor.take(":")
      cursor.skipSpace()
      switch key {
      case "descr" where dtype == nil: dtype = try Self.dtype(&cursor)
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try Self.bool(&cursor)
      case "shape" where shape == nil: shape = try Self.shape(&cursor)
      default:
        throw cursor.wrong(
          "the keys 'descr', 'fortran_order' and 'shape', each once", "'\(key)'", at: start)
      }
      guard cursor.takeComma() else { break }
    }
    try cursor.take("}")
    cursor.skipSpace()
    guard cursor.peek == nil else { throw cursor.wrong("the end of the header") }
    guard let dtype, let isFortranOrder, let shape else {
      let missing = dtype == nil ? "descr" : isFortranOrder == nil ? "fortran_order" : "shape"
      throw cursor.wrong("the key '\(missing)'", "none", at: bytes.startIndex)
    }
    (self.dtype, self.isFortranOrder, self.shape) = (dtype, isFortranOrder, shape)
  }

  private static func dtype(_ cursor: inout HeaderCursor) throws(NumPyError) -> NumPyDType {
    let start = cursor.place
    if cursor.peek == UInt8(ascii: "[") {
      throw cursor.wrong("numbers of one type", "records of several")
    }
    let text = try cursor.string()
    if let dtype = NumPyDType(text) { return dtype }
    if text.drop(while: { "|<>=".contains($0) }).hasPrefix("O") {
      throw .objects(path: cursor.path, offset: start)
    }
    throw cursor.wrong(
      "one of the types b1, i1 to i8, u1 to u8, f2, f4 and f8 with '<', '>' or '|' before it",
      "'\(text)'", at: start)
  }

  private static func bool(_ cursor: inout HeaderCursor) throws(NumPyError) -> Bool {
    if cursor.takeWord("True") { return true }
    if cursor.takeWord("False") { return false }
    throw cursor.wrong("True or False")
  }

  private static func shape(_ cursor: inout HeaderCursor) throws(NumPyError) -> Shape {
    let start = cursor.place
    var dimensions: [Int] = []
    var endsInComma = false
    try cursor.take("(")
    while cursor.skipSpace(), cursor.peek != UInt8(ascii: ")") {
      guard dimensions.count < Shape.maximumRank else {
        throw cursor.wrong("at most \(Shape.maximumRank) dimensions", "more", at: start)
      }
      dimensions.append(try cursor.number())
      endsInComma = cursor.takeComma()
      guard endsInComma else { break }
    }
    try cursor.take(")")
    // In Python a number in parentheses is a number.
    guard dimensions.count != 1 || endsInComma else {
      throw cursor.wrong("a shape, as (\(dimensions[0]),)", "(\(dimensions[0]))", at: start)
    }
    do throws(TensorError) {
      return try Shape(dimensions)
    } catch {
      throw cursor.wrong("a shape whose elements can be counted", "\(dimensions)", at: start)
    }
  }
}
