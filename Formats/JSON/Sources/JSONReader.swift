/// Reads JSON texts: strictly by RFC 8259, in UTF-8, within limits, every key of an object once.
///
/// ```swift
/// let network = try JSONReader.decode(Network.self, from: bytes)
/// ```
///
/// Numbers are exact: an integer that does not fit its type, a fraction where an integer belongs
/// and a number beyond `Double` or `Float` are errors; every other number is rounded once, to the
/// nearest.
public enum JSONReader {
  /// What to do with a key that nobody asked for.
  public enum UnknownKeys: Hashable, Sendable {
    /// It is an error, with a suggestion if an absent key is close to it.
    case refuse
    /// It is passed over.
    case ignore
  }

  /// What a reader allows.
  public struct Options: Hashable, Sendable {
    /// How many arrays and objects may stand inside one another; never more than 512, so that no
    /// text can exhaust the stack.
    public var maximumDepth: Int
    /// How many bytes a text may have; never more than 1 GiB.
    public var maximumBytes: Int
    /// What to do with a key that nobody asked for.
    public var unknownKeys: UnknownKeys

    /// Options, each with its usual value.
    public init(
      maximumDepth: Int = 64, maximumBytes: Int = 64 << 20, unknownKeys: UnknownKeys = .refuse
    ) {
      self.maximumDepth = min(max(0, maximumDepth), 512)
      self.maximumBytes = min(max(0, maximumBytes), 1 << 30)
      self.unknownKeys = unknownKeys
    }
  }

  /// Decodes a value from a text.
  ///
  /// Unknown keys are looked for when the value is whole: a key counts as known if any container
  /// was asked for it by name, wherever in the decoding.
  ///
  /// - Parameters:
  ///   - type: What to decode.
  ///   - bytes: The text in UTF-8, without a byte order mark.
  ///   - options: What the reader allows.
  ///   - userInfo: Passed on to every `init(from:)`; plugins find their registry there.
  /// - Returns: The decoded value.
  /// - Throws: ``JSONError`` if the text is at fault; a `DecodingError` thrown by a type comes out
  ///   as one too. Other errors thrown by a type pass through unchanged. Inside an `init(from:)`
  ///   the containers throw an opaque error that becomes a ``JSONError`` here.
  /// - Complexity: linear in the size of the text.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], options: Options = Options(),
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    let text = try JSONText(bytes, options: options)
    let document = JSONDocument(text, unknownKeys: options.unknownKeys, userInfo: userInfo)
    do {
      let value = try document.decode(type, at: 0)
      try document.refuseUnknownKeys()
      return value
    } catch let fault as JSONFault {
      throw document.error(fault)
    } catch let error as DecodingError {
      throw document.error(error)
    }
  }

  /// Decodes a value from a JSON value, as from its text; errors then have a path but no position.
  ///
  /// - Throws: As ``decode(_:from:options:userInfo:)-(_,[UInt8],_,_)``.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from value: JSONValue, options: Options = Options(),
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    do {
      let bytes = JSONWriter.bytes(of: value)
      return try decode(type, from: bytes, options: options, userInfo: userInfo)
    } catch var error as JSONError {
      error.position = nil
      throw error
    }
  }

  /// The keys that a type knows of an object: all that it asks for when it is decoded, sorted.
  ///
  /// - Parameters:
  ///   - type: What is decoded.
  ///   - value: A value from which that can be done.
  ///   - path: The keys on the way to the object.
  ///   - userInfo: Passed on to every `init(from:)`.
  /// - Returns: The keys; none if the way leads to no object.
  /// - Throws: As ``decode(_:from:options:userInfo:)-(_,[UInt8],_,_)``.
  public static func knownKeys<Value: Decodable>(
    of type: Value.Type, in value: JSONValue, at path: [String],
    userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> [String] {
    let text = try JSONText(JSONWriter.bytes(of: value), options: Options())
    let document = JSONDocument(text, unknownKeys: .refuse, userInfo: userInfo)
    do {
      _ = try document.decode(type, at: 0)
      return document.knownKeys(at: path).sorted()
    } catch let fault as JSONFault {
      throw document.error(fault)
    } catch let error as DecodingError {
      throw document.error(error)
    }
  }

  /// Parses a text into a value, keeping the order of keys and the digits of numbers.
  ///
  /// - Throws: ``JSONError``.
  /// - Complexity: linear in the size of the text.
  public static func value(
    from bytes: [UInt8], options: Options = Options()
  ) throws(JSONError) -> JSONValue {
    try JSONText(bytes, options: options).value(at: 0)
  }
}
