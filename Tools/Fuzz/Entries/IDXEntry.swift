import Strata
import StrataBytes

/// Arrays in the IDX format, plain or as gzip data; gzip data also with its end put right.
enum IDXEntry: FuzzEntry {
  static let name = "idx"

  static func read(_ bytes: [UInt8]) throws(Finding) {
    try open(bytes)
    if let repaired = GzipChecksum.repaired(bytes) { try open(repaired) }
  }

  private static func open(_ bytes: [UInt8]) throws(Finding) {
    let array = try refusing { () throws(ByteError) in
      var stream = ByteStream(bytes: bytes, name: "t.idx")
      return try IDXArray(&stream, limit: 1 << 22)
    }
    guard let array else { return }
    guard array.floats.count == array.shape.count, array.tensor.shape == array.shape,
      array.integers.map({ $0.count == array.shape.count }) != false
    else { throw Finding("an array of \(array.floats.count) elements for \(array.shape)") }
  }
}
