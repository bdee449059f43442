/// A reader of bytes from outside, as a fuzzer and the tests that replay its corpus see it.
public protocol FuzzEntry: SendableMetatype {
  /// What its corpus, its dictionary and its findings are called.
  static var name: String { get }

  /// Reads bytes in every way that the reader offers. That they are refused is no finding, if the
  /// error is one of the reader's own and can be shown on a line; nor that they are a good value,
  /// if the value stands what it is put to.
  /// - Throws: ``Finding`` for anything else.
  static func read(_ bytes: [UInt8]) throws(Finding)

  /// Other bytes that are worth a try: a mutation that knows the format; nil for none.
  static func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8]?
}

extension FuzzEntry {
  /// None: the fuzzer's own mutations must do.
  public static func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8]? { nil }
}

/// Every entry.
public enum FuzzEntries {
  /// In the order of their names.
  public static let all: [any FuzzEntry.Type] = [
    CSVEntry.self, IDXEntry.self, JSONEntry.self, JSONLinesEntry.self, NetpbmEntry.self,
    NetworkEntry.self, NumPyEntry.self, PNGEntry.self, SafeTensorsEntry.self, StrataEntry.self,
  ]
}
