private import CStrataPlugin

/// Which Strata, and what compiled it. A program and the plugin libraries that it loads share memory
/// as Swift lays it out, so all of it must be the same for them.
public struct StrataBuild: Sendable, CustomStringConvertible {
  /// The package's version, such as `0.1.0`.
  public let version: String
  /// The Swift compiler's version as one number, 60301 for 6.3.1; below 60000 if it is not known.
  public let swift: Int
  /// The release of the toolchain's C compiler and the commit that it was built from, which names the
  /// toolchain.
  public let compiler: String

  /// A build as a note tells it.
  init(version: String, swift: Int, compiler: String) {
    self.version = version
    self.swift = swift
    self.compiler = compiler
  }

  /// This program's.
  public static var current: StrataBuild {
    // All three are constants of the header.
    unsafe StrataBuild(
      version: String(cString: strata_version()), swift: Int(strata_swift()),
      compiler: String(cString: strata_compiler()))
  }

  /// Whether Swift code of one may call that of the other.
  public func fits(_ other: StrataBuild) -> Bool {
    version == other.version && compiler == other.compiler
      && (swift == other.swift || min(swift, other.swift) < Self.firstKnown)
  }

  /// "0.1.0 with Swift 6.3.1 (Clang 21.0.0 …)".
  public var description: String {
    guard swift >= Self.firstKnown else { return "\(version) with \(compiler)" }
    let (major, minor, patch) = (swift / 10_000, swift / 100 % 100, swift % 100)
    return "\(version) with Swift \(major).\(minor).\(patch) (\(compiler))"
  }

  /// Compilers in the mode of an older language give that language's version.
  private static let firstKnown = 60_000
}
