/// The version of the format: another major one cannot be read, a higher minor one can.
public struct FileVersion: Sendable, Equatable, CustomStringConvertible {
  /// Raised when older readers would go wrong.
  public let major: UInt16
  /// Raised when older readers still read what they know.
  public let minor: UInt16

  /// "1.0".
  public var description: String { "\(major).\(minor)" }
}
