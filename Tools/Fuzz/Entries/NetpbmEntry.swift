/// PBM, PGM and PPM images.
enum NetpbmEntry: FuzzEntry {
  static let name = "netpbm"

  static func read(_ bytes: [UInt8]) throws(Finding) { try ImageCheck.open(bytes) }
}
