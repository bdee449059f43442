import Glibc
import StrataBytes
import Testing

@Suite struct RandomAccessBytesTests {
  let digits = Array("0123456789".utf8)

  @Test func memoryAndFilesAlike() throws {
    try withFolder { folder in
      let path = folder + "/digits"
      try put(digits, at: path)
      let sources = [
        RandomAccessBytes(digits, name: path), try RandomAccessBytes(path: path, limit: 0),
      ]
      for source in sources {
        #expect(source.name == path && source.count == 10)
        #expect(try source.read(3, at: 4) == Array("456".utf8))
        #expect(try source.read(10, at: 0) == digits)
        #expect(try source.read(0, at: 10) == [])
        for (count, offset, got) in [
          (4, 7, 3), (1, 10, 0), (1, 11, 0), (.max, 1, 9), (1, .max, 0), (-1, 2, 8), (1, -1, 10),
          (.min, .min, 10),
        ] {
          #expect(
            throws: ByteError.truncated(what: path, offset: offset, expected: count, got: got)
          ) { try source.read(count, at: offset) }
        }
      }
    }
  }

  @Test func aFileThatShrinksIsAnError() throws {
    try withFolder { folder in
      let path = folder + "/digits"
      try put(digits, at: path)
      let source = try RandomAccessBytes(path: path, limit: 100)
      #expect(unsafe truncate(path, 6) == 0)
      #expect(throws: ByteError.truncated(what: path, offset: 4, expected: 4, got: 2)) {
        try source.read(4, at: 4)
      }
    }
  }

  @Test func whatIsNotThere() throws {
    #expect(throws: ByteError.noSuchFile(path: "/no/such")) {
      try RandomAccessBytes(path: "/no/such", limit: 1)
    }
    #expect(throws: ByteError.cannotRead(path: "/", operation: "read", reason: "is a directory")) {
      try RandomAccessBytes(path: "/", limit: 1)
    }
    #expect(throws: ByteError.limit(what: "/dev/zero", limit: 100, got: 65_536)) {
      try RandomAccessBytes(path: "/dev/zero", limit: 100)
    }
    // A device cannot be sought in, so it is read whole.
    #expect(try RandomAccessBytes(path: "/dev/null", limit: 0).count == 0)
  }
}
