/// The version of the format: another major one cannot be read, a higher minor one can.
public struct FileVersion: Sendable, Comparable, CustomStringConvertible {
  /// Raised when older readers would go wrong.
  public let major: UInt16
  /// Raised when older readers still read what they know.
  public let minor: UInt16

  /// "1.0".
  public var description: String { "\(major).\(minor)" }

  /// The version of the first files.
  public static let oldest = FileVersion(major: 1, minor: 0)
  /// The newest version that this program knows all of: 1.1, which brought `q8`.
  public static let newest = FileVersion(major: 1, minor: 1)

  /// Whether one came before the other.
  public static func < (a: FileVersion, b: FileVersion) -> Bool {
    (a.major, a.minor) < (b.major, b.minor)
  }
}
