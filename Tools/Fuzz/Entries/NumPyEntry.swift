import Strata
import StrataBytes

/// NumPy's arrays, and archives of them as they are and with their CRCs put right.
enum NumPyEntry: FuzzEntry {
  static let name = "numpy"
  private static let limit = 1 << 22

  static func read(_ bytes: [UInt8]) throws(Finding) {
    let array = try refusing { () throws(NumPyError) in
      var stream = ByteStream(bytes: bytes, name: "t.npy")
      return try NumPyArray(&stream, limit: limit)
    }
    if let array { try check(array) }
    try open(bytes)
    try open(ZipChecksums.repaired(bytes))
  }

  private static func open(_ bytes: [UInt8]) throws(Finding) {
    let archive = try refusing { () throws(NumPyError) in
      try NumPyArchive(bytes, name: "t.npz", limit: limit)
    }
    guard let archive else { return }
    for name in archive.names.prefix(20) {
      let array = try refusing { () throws(NumPyError) in try archive.array(name) }
      if let array { try check(array) }
    }
  }

  private static func check(_ array: NumPyArray) throws(Finding) {
    guard array.floats.shape == array.shape, array.floats.elements.count == array.shape.count else {
      throw Finding("an array of \(array.floats.elements.count) elements for \(array.shape)")
    }
    _ = try refusing { () throws(NumPyError) in try array.integers() }
    let again = try refusing { () throws(NumPyError) in
      try NumPyArray(array.encoded(), name: "copy.npy")
    }
    guard let again, again.shape == array.shape, again.encoded() == array.encoded() else {
      throw Finding("an array that was read comes back as something else")
    }
  }
}
