import Glibc
import StrataBytes
import Testing

@Suite struct DirectoryTests {
  @Test func namesAreSortedByTheirBytes() throws {
    try withFolder { folder in
      #expect(try Directory.names(in: folder) == [])
      let names = [".hidden", "A b", "B", "a\nb", "a", "aé", "b"]
      for name in names.reversed() { try put([1], at: "\(folder)/\(name)") }
      #expect(try Directory.names(in: folder) == [".hidden", "A b", "B", "a", "a\nb", "aé", "b"])
      #expect(Directory.exists(at: folder) && Directory.exists(at: folder + "/"))
      #expect(!Directory.exists(at: folder + "/a") && !Directory.exists(at: folder + "/none"))
      #expect(!Directory.exists(at: "\(folder)\0") && !Directory.exists(at: ""))
      #expect(throws: ByteError.noSuchFile(path: folder + "/none")) {
        try Directory.names(in: folder + "/none")
      }
      #expect(
        throws: ByteError.cannotRead(
          path: folder + "/a", operation: "open", reason: "not a directory")
      ) { try Directory.names(in: folder + "/a") }
      #expect(throws: ByteError.self) { try Directory.names(in: "\(folder)\0") }
    }
  }
}
