import Strata

/// PNG images, as they are and with their checksums put right.
enum PNGEntry: FuzzEntry {
  static let name = "png"

  static func read(_ bytes: [UInt8]) throws(Finding) {
    try ImageCheck.open(bytes)
    try ImageCheck.open(PNGChecksums.repaired(bytes))
  }
}
