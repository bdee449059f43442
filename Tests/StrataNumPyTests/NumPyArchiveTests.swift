import Foundation
import Glibc
import StrataBytes
import StrataNumPy
import StrataTensor
import Testing

@Suite struct NumPyArchiveTests {
  private static let grid = (0..<24).map(Float.init)
  private static let limit = 1 << 20

  @Test func readsWhatNumPyWrites() throws {
    let stored = try NumPyArchive(path: Vectors.path("valid/stored.npz"), limit: Self.limit)
    #expect(stored.names == ["grid", "labels"])
    #expect(try stored.array("grid").floats.elements == Self.grid)
    #expect(try stored.array("labels").integers().elements == [3, 1, 2])
    let packed = try NumPyArchive(path: Vectors.path("valid/packed.npz"), limit: Self.limit)
    #expect(packed.names == ["grid", "größe"])
    #expect(try packed.array("grid").floats.shape == [2, 3, 4])
    #expect(try packed.array("größe").floats == Tensor(shape: [64, 64], repeating: 0.5))
    // The sizes stand behind the data; an entry that is no array is passed over.
    let streamed = try NumPyArchive(path: Vectors.path("valid/streamed.npz"), limit: Self.limit)
    #expect(streamed.names == ["grid"])
    #expect(try streamed.array("grid").floats.elements == Self.grid)
  }

  private static func sample() throws -> [(name: String, array: NumPyArray)] {
    [
      ("a", NumPyArray(Tensor<Float>(shape: [100, 100], repeating: 0.25))),
      ("größe/b", NumPyArray(Tensor<Int32>([1, -2, 3]))),
      ("none", NumPyArray(Tensor<Float>(zeros: [0, 3]))),
    ]
  }

  @Test(arguments: [false, true]) func filesAndBack(_ packing: Bool) throws {
    try withFolder { folder in
      let path = folder + "/a.npz"
      try NumPyArchive.write(Self.sample(), to: path, packing: packing)
      let bytes = Array(try Data(contentsOf: URL(filePath: path)))
      #expect(try NumPyArchive.encoded(Self.sample(), packing: packing) == bytes)
      #expect(packing ? bytes.count < 5000 : bytes.count > 40_000)
      let archive = try NumPyArchive(path: path, limit: 40_128)
      #expect(archive.names == ["a", "größe/b", "none"])
      #expect(try archive.array("a").floats == Tensor(shape: [100, 100], repeating: 0.25))
      #expect(try archive.array("größe/b").integers() == Tensor([1, -2, 3]))
      #expect(try archive.array("none").floats.shape == [0, 3])
      #expect(
        throws: NumPyError.noArray(path: path, name: "c", known: ["a", "größe/b", "none"])
      ) { try archive.array("c") }
      // One byte less than the largest array takes.
      let small = try NumPyArchive(path: path, limit: 40_127)
      #expect(try small.array("none").floats.elements == [])
      let error = #expect(throws: NumPyError.self) { try small.array("a") }
      guard case .limit("\(path): 'a'", _, 40_127, 40_128) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func anArchiveOfNothing() throws {
    let archive = try NumPyArchive(
      NumPyArchive.encoded([]), name: "a.npz", limit: Self.limit)
    #expect(archive.names == [])
    #expect(
      #expect(throws: NumPyError.self) { try archive.array("x") }?.description
        == "a.npz: no array 'x' (it has none)")
  }

  @Test func namesThatCannotBe() throws {
    let array = NumPyArray(Tensor<Float>([1]))
    for names in [[""], ["a", "a"], ["a\0"], [String(repeating: "x", count: 65_532)]] {
      let error = #expect(throws: NumPyError.self) {
        try NumPyArchive.encoded(names.map { ($0, array) })
      }
      #expect(error?.cause == .unwritableOutput)
    }
    // Nothing is left of a file that could not be written.
    try withFolder { folder in
      #expect(throws: NumPyError.self) {
        try NumPyArchive.write([("a", array), ("a", array)], to: folder + "/a.npz")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.isEmpty)
    }
  }

  static let hasNumPy = (try? python(["-c", "import numpy"]))?.status == 0

  /// The exit status of a Python program, and what it printed. Not by Foundation's Process, which is
  /// not safe when several tests start one.
  static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let quoted = arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
    let pipe = try unsafe #require(
      unsafe popen("python3 -B \(quoted.joined(separator: " ")) 2>/dev/null", "r"))
    var output: [UInt8] = []
    while case let byte = unsafe fgetc(pipe), byte != EOF {
      output.append(UInt8(truncatingIfNeeded: byte))
    }
    return (unsafe pclose(pipe) >> 8 & 0xFF, String(decoding: output, as: UTF8.self))
  }

  @Test(
    .enabled(if: hasNumPy, "python3 with NumPy is not there: written archives go unread"),
    arguments: [false, true])
  func numPyReadsWhatIsWritten(_ packing: Bool) throws {
    try withFolder { folder in
      let path = folder + "/a.npz"
      try NumPyArchive.write(Self.sample(), to: path, packing: packing)
      let script = """
        import sys, zipfile, numpy
        print(zipfile.ZipFile(sys.argv[1]).testzip())
        for name, array in numpy.load(sys.argv[1]).items():
            print(ascii(name), array.dtype, array.shape, array.sum())
        """
      let (status, output) = try Self.python(["-c", script, path])
      #expect(status == 0)
      #expect(
        output == """
          None
          'a' float32 (100, 100) 2500.0
          'gr\\xf6\\xdfe/b' int32 (3,) 2
          'none' float32 (0, 3) 0.0

          """)
    }
  }

  // MARK: - Damage

  /// Two small arrays, packed or not, and where the directory begins.
  private static func small(packing: Bool) throws -> (bytes: [UInt8], directory: Int) {
    let bytes = try NumPyArchive.encoded(
      [
        ("a", NumPyArray(Tensor<Float>(shape: [64], repeating: 1))),
        ("b", NumPyArray(Tensor<Int32>([1]))),
      ], packing: packing)
    let end = bytes.count - 22
    return (bytes, Int(bytes[end + 16]) | Int(bytes[end + 17]) << 8)
  }

  private static func readAll(_ bytes: [UInt8], limit: Int = limit) throws -> [Float] {
    let archive = try NumPyArchive(bytes, name: "a.npz", limit: limit)
    return try archive.names.flatMap { try archive.array($0).floats.elements }
  }

  @Test(arguments: [false, true]) func cutAtEveryByte(_ packing: Bool) throws {
    let (bytes, _) = try Self.small(packing: packing)
    #expect(try Self.readAll(bytes).count == 65)
    for count in 0..<bytes.count {
      #expect(throws: NumPyError.self) { try Self.readAll(Array(bytes[..<count])) }
    }
  }

  /// Every bit that matters is checked: what is still read is what was written.
  @Test(arguments: [false, true]) func everyByteChanged(_ packing: Bool) throws {
    let (bytes, _) = try Self.small(packing: packing)
    let expected = try Self.readAll(bytes)
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << (place % 8)
      if let got = try? Self.readAll(damaged) {
        // Times, versions, attributes; or a name that no longer ends in .npy.
        #expect(got == expected || got.count < 65, "byte \(place)")
      }
    }
  }

  @Test func mutationsNeverTrap() throws {
    let seeds = try [Self.small(packing: false).bytes, Self.small(packing: true).bytes]
    var random = SplitMix(state: 3)
    for round in 0..<5000 {
      let bytes = mutated(
        seeds[round % 2], with: [0, 1, 8, 0x50, 0x4B, 127, 128, 255], using: &random)
      _ = try? Self.readAll(bytes)
    }
  }

  private struct Lie: Sendable {
    let message: String
    let change: @Sendable (_ bytes: inout [UInt8], _ directory: Int) -> Void

    init(_ message: String, _ change: @escaping @Sendable (inout [UInt8], Int) -> Void) {
      (self.message, self.change) = (message, change)
    }
  }

  private static func put(_ numbers: [UInt8], at place: Int, in bytes: inout [UInt8]) {
    bytes.replaceSubrange(place..<place + numbers.count, with: numbers)
  }

  // The archive: a's header at 0 (35 bytes), its array of 384 bytes, b's header at 419, 132 bytes, the
  // directory at 586 of two records of 51 bytes, the end at 688.
  private static let lies = [
    Lie("byte 594: expected an entry without encryption, got an encrypted one") {
      bytes, directory in
      bytes[directory + 8] |= 1
    },
    Lie("byte 596: expected data stored or packed by deflate, got method 12") { bytes, directory in
      bytes[directory + 10] = 12
    },
    Lie("byte 606: expected an entry below 4 GiB, got a zip64 entry") { bytes, directory in
      put([255, 255, 255, 255], at: directory + 20, in: &bytes)
    },
    Lie("byte 606: expected as many bytes stored as there are, 384, got 385") { bytes, directory in
      bytes[directory + 20] += 1
    },
    Lie("byte 586: expected at most 1048576 bytes, got 1073741824 or more") { bytes, directory in
      put([0, 0, 0, 0x40], at: directory + 20, in: &bytes)
      put([0, 0, 0, 0x40], at: directory + 24, in: &bytes)
    },
    Lie("byte 0: expected the header of 'a.npy' and 1024 bytes behind it, got other bytes") {
      bytes, directory in
      put([0, 4, 0, 0], at: directory + 20, in: &bytes)
      put([0, 4, 0, 0], at: directory + 24, in: &bytes)
    },
    Lie("byte 586: expected content of the CRC-32 ") { bytes, directory in
      bytes[directory + 16] ^= 1
    },
    Lie("byte 637: expected entries of different names, got 'a.npy' twice") { bytes, directory in
      bytes[directory + 51 + 46] = UInt8(ascii: "a")
    },
    Lie("byte 632: expected a name in UTF-8, got other bytes") { bytes, directory in
      bytes[directory + 46] = 0xFF
    },
    Lie("byte 632: expected a name in UTF-8, got other bytes") { bytes, directory in
      bytes[directory + 46] = 0
    },
    Lie("byte 30: expected the name 'c.npy', got another") { bytes, directory in
      bytes[directory + 46] = UInt8(ascii: "c")
    },
    Lie("byte 586: expected a record of the directory, got other bytes") { bytes, directory in
      bytes[directory] = 0
    },
    Lie("byte 698: expected an archive below 4 GiB, got a zip64 one") { bytes, directory in
      put([255, 255], at: directory + 102 + 10, in: &bytes)
    },
    Lie("byte 692: expected an archive of one volume, got several") { bytes, directory in
      bytes[directory + 102 + 4] = 1
    },
    Lie("byte 700: expected a directory of 2 entries that ends at 688, got 102 bytes at 587") {
      bytes, directory in
      bytes[directory + 102 + 16] += 1
    },
    Lie("byte 700: expected a directory of 300 entries that ends at 688, got 102 bytes at 586") {
      bytes, directory in
      put([44, 1, 44, 1], at: directory + 102 + 8, in: &bytes)
    },
    Lie("byte 637: expected 1 entries, got more bytes") { bytes, directory in
      put([1, 0, 1, 0], at: directory + 102 + 8, in: &bytes)
    },
    Lie("byte 688: expected the end record of a zip archive, got other bytes") { bytes, directory in
      bytes[directory + 102] = 0
    },
  ]

  @Test(arguments: lies.indices) func refuses(_ index: Int) throws {
    let lie = Self.lies[index]
    var (bytes, directory) = try Self.small(packing: false)
    lie.change(&bytes, directory)
    let error = #expect(throws: NumPyError.self) { try Self.readAll(bytes) }
    let words = error?.description.replacing(": 'a'", with: "") ?? ""
    #expect(words.hasPrefix("a.npz: " + lie.message), "\(words)")
  }

  /// Deflate gives exactly what was announced or nothing: no bomb goes off.
  @Test func dataThatUnpacksToMoreOrLess() throws {
    for change in [-1, 1] {
      var (bytes, directory) = try Self.small(packing: true)
      let count = 384 + change
      Self.put([UInt8(count & 255), UInt8(count >> 8)], at: directory + 24, in: &bytes)
      let error = #expect(throws: NumPyError.self) { try Self.readAll(bytes) }
      guard case .bytes(.corrupt("a.npz: 'a'", _, _)) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  /// What is packed cannot be much more than what it unpacks to.
  @Test func packedDataThatIsTooLong() throws {
    var (bytes, directory) = try Self.small(packing: true)
    Self.put([0xC1, 1, 0, 0], at: directory + 20, in: &bytes)
    #expect(throws: NumPyError.limit(path: "a.npz: 'a'", offset: directory, limit: 448, got: 449)) {
      try Self.readAll(bytes)
    }
  }

  @Test func theDirectoryKeepsTheLimit() throws {
    let (bytes, directory) = try Self.small(packing: false)
    #expect(throws: NumPyError.limit(path: "a.npz", offset: directory, limit: 101, got: 102)) {
      try Self.readAll(bytes, limit: 101)
    }
  }

  @Test func anotherFileIsNoArchive() throws {
    let error = #expect(throws: NumPyError.self) {
      try NumPyArchive(path: Vectors.path("valid/one.npy"), limit: Self.limit)
    }
    #expect(error?.description.contains("expected the end record of a zip archive") == true)
  }
}
