/// A coding key of any name, for objects whose keys are data: plugin kinds, column names.
public struct AnyCodingKey: CodingKey, Hashable {
  /// The key's name.
  public let stringValue: String
  /// Always nil: objects here are keyed by names.
  public var intValue: Int? { nil }

  /// The key of that name.
  public init(_ name: String) { stringValue = name }
  /// The key of that name.
  public init?(stringValue: String) { self.stringValue = stringValue }
  /// Always nil.
  public init?(intValue: Int) { nil }
}
