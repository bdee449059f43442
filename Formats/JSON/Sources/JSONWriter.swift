/// Writes values as JSON texts: the same value gives the same bytes, keys stand in the order in
/// which they were encoded.
///
/// ```swift
/// let bytes = try JSONWriter.encode(network, options: .init(layout: .pretty))
/// ```
///
/// `Float` and `Double` are written with the fewest digits that read back as the same number,
/// integers without an exponent. Control characters are escaped, other characters are not.
public enum JSONWriter {
  /// How a text is laid out.
  public enum Layout: Hashable, Sendable {
    /// Without any space.
    case compact
    /// Two spaces a level, one member or element a line; an array of numbers, strings, Booleans
    /// and nulls stands on one line if it fits 80 characters.
    case pretty
  }

  /// How to write.
  public struct Options: Hashable, Sendable {
    /// How the text is laid out.
    public var layout: Layout

    /// Options, each with its usual value.
    public init(layout: Layout = .compact) {
      self.layout = layout
    }
  }

  /// Encodes a value as a text in UTF-8, without a line feed at its end.
  ///
  /// - Parameters:
  ///   - value: What to encode.
  ///   - options: How to write.
  ///   - userInfo: Passed on to every `encode(to:)`.
  /// - Throws: ``JSONError`` for NaN, an infinity, or a key encoded twice into one object; an
  ///   `EncodingError` thrown by a type comes out as one too. Other errors thrown by a type pass
  ///   through unchanged.
  public static func encode(
    _ value: some Encodable, options: Options = Options(),
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> [UInt8] {
    try bytes(of: self.value(encoding: value, userInfo: userInfo), options: options)
  }

  /// Encodes a value as a JSON value.
  ///
  /// - Throws: As ``encode(_:options:userInfo:)``.
  public static func value(
    encoding value: some Encodable, userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> JSONValue {
    let slot = JSONSlot()
    do {
      try JSONEncoding(slot: slot, codingPath: [], userInfo: userInfo).encode(value)
    } catch EncodingError.invalidValue(_, let context) {
      throw JSONError(
        .refused(context.debugDescription), path: context.codingPath.map { JSONError.Step($0) })
    }
    return try slot.value()
  }

  /// Writes a JSON value.
  public static func bytes(of value: JSONValue, options: Options = Options()) -> [UInt8] {
    var printer = JSONPrinter(layout: options.layout)
    printer.print(value, depth: 0)
    return printer.bytes
  }
}
