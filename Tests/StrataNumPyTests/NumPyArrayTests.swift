import Foundation
import StrataBytes
import StrataNumPy
import StrataTensor
import Testing

@Suite struct NumPyArrayTests {
  /// Every sample file has a line in expected.json, and the other way round.
  @Test func everySampleIsRead() throws {
    let arrays = try Vectors.arrays()
    let files = try FileManager.default.contentsOfDirectory(atPath: Vectors.path("valid"))
    #expect(files.filter { $0.hasSuffix(".npy") }.sorted() == arrays.keys.sorted())
    #expect(arrays.count > 50)
    for (name, expected) in arrays {
      let array = try NumPyArray(path: Vectors.path("valid/\(name)"), limit: 1 << 20)
      #expect(array.shape.array == expected.shape, "\(name)")
      let floats = array.floats
      #expect(floats.shape.array == expected.shape, "\(name)")
      try #require(floats.elements.count == expected.bits.count, "\(name)")
      for (got, bits) in zip(floats.elements, expected.bits) {
        let number = Float(bitPattern: bits)
        #expect(got.bitPattern == bits || got.isNaN && number.isNaN, "\(name): \(got), \(number)")
      }
      if let integers = expected.integers {
        #expect(try array.integers().elements == integers, "\(name)")
        #expect(try array.integers().shape.array == expected.shape, "\(name)")
      } else {
        #expect(throws: NumPyError.self, "\(name)") { try array.integers() }
      }
    }
  }

  /// What is written is byte by byte what NumPy writes; version 1.0 is the one that is written.
  @Test func writesWhatNumPyWrites() throws {
    for name in try Vectors.arrays().keys where !name.hasPrefix("version") {
      let bytes = try Vectors.bytes("valid/\(name)")
      #expect(try NumPyArray(bytes, name: name).encoded() == bytes, "\(name)")
    }
    let grid = try Tensor<Float>(shape: [2, 3, 4], elements: (0..<24).map(Float.init))
    #expect(try NumPyArray(grid).encoded() == Vectors.bytes("valid/c-order.npy"))
    #expect(
      try NumPyArray(Tensor<Float>(zeros: [0, 3])).encoded() == Vectors.bytes("valid/none.npy"))
    #expect(try NumPyArray(Tensor<Float>([2.5])).encoded() == Vectors.bytes("valid/one.npy"))
    let scalar = try Tensor<Int32>(shape: [], elements: [5])
    #expect(try NumPyArray(scalar).encoded() == Vectors.bytes("valid/scalar.npy"))
  }

  @Test func filesAndBack() throws {
    try withFolder { folder in
      let numbers = try Tensor<Float>(
        shape: [2, 2], elements: [-0.0, .pi, .infinity, .leastNonzeroMagnitude])
      try NumPyArray(numbers).write(to: folder + "/a.npy")
      let back = try NumPyArray(path: folder + "/a.npy", limit: 144).floats
      #expect(back.elements.map(\.bitPattern) == numbers.elements.map(\.bitPattern))
      let integers = Tensor<Int32>([.min, -1, 0, .max])
      try NumPyArray(integers).write(to: folder + "/b.npy")
      #expect(try NumPyArray(path: folder + "/b.npy", limit: 144).integers() == integers)
      #expect(throws: NumPyError.bytes(.noSuchFile(path: folder + "/c.npy"))) {
        try NumPyArray(path: folder + "/c.npy", limit: 1)
      }
      let error = #expect(throws: NumPyError.self) {
        try NumPyArray(numbers).write(to: folder + "/none/a.npy")
      }
      #expect(error?.cause == .unwritableOutput)
    }
  }

  /// In a shape of distinct lengths, so that no axis passes for another.
  @Test func fortranOrderIsTurned() throws {
    let array = try NumPyArray(path: Vectors.path("valid/fortran-order.npy"), limit: 1 << 20)
    #expect(array.isFortranOrder)
    #expect(array.floats.elements == (0..<24).map(Float.init))
    // An element that does not fit is counted in the order of the rows.
    var bytes = try Vectors.bytes("valid/fortran-order.npy")
    // The second in the file is [1, 0, 0].
    bytes.replaceSubrange(132..<136, with: [0, 0, 0xC0, 0x7F])
    #expect(
      throws: NumPyError.element(
        path: "f.npy", index: 12, expected: "a whole number of 32 bits", got: "nan")
    ) { try NumPyArray(bytes, name: "f.npy").integers() }
  }

  @Test(arguments: [
    ("objects", "byte 21: expected an array of numbers, got pickled Python objects"),
    ("text", "byte 20: expected one of the types b1, i1 to i8,"),
    ("complex", "byte 20: expected one of the types b1, i1 to i8,"),
    ("dates", "byte 20: expected one of the types b1, i1 to i8,"),
    ("records", "byte 20: expected numbers of one type, got records of several"),
  ])
  func whatIsNoArrayOfNumbersIsRefusedByName(_ name: String, _ message: String) throws {
    let path = Vectors.path("invalid/\(name).npy")
    let error = #expect(throws: NumPyError.self) { try NumPyArray(path: path, limit: 1 << 20) }
    let words = try #require(error?.description)
    #expect(
      words.hasPrefix("\(path): ")
        && words.contains(message.split(separator: ": ", maxSplits: 1)[1]),
      "\(words)")
    #expect(error?.cause == .badData)
  }

  @Test func limitsAreKept() throws {
    let path = Vectors.path("valid/c-order.npy")
    // 128 bytes of header, 96 of elements.
    #expect(try NumPyArray(path: path, limit: 224).floats.elements.count == 24)
    #expect(throws: NumPyError.limit(path: path, offset: 128, limit: 223, got: 224)) {
      try NumPyArray(path: path, limit: 223)
    }
    #expect(throws: NumPyError.bytes(.limit(what: path, limit: 100, got: 128))) {
      try NumPyArray(path: path, limit: 100)
    }
    #expect(throws: NumPyError.self) { try NumPyArray(path: path, limit: 0) }
  }

  @Test func moreAndFewerBytesAreRefused() throws {
    let whole = try Vectors.bytes("valid/c-order.npy")
    #expect(
      throws: NumPyError.invalid(
        path: "a.npy", offset: 224, expected: "the end of the array", got: "1 bytes or more")
    ) { try NumPyArray(whole + [0], name: "a.npy") }
    // Cut at every byte.
    for count in 0..<whole.count {
      let error = #expect(throws: NumPyError.self) {
        try NumPyArray(Array(whole[..<count]), name: "a.npy")
      }
      guard case .bytes(.truncated(let what, _, let expected, let got)) = error else {
        Issue.record("\(count): \(String(describing: error))")
        continue
      }
      #expect(what == "a.npy" && got < expected)
    }
  }

  /// A gzip file of an array is unpacked on the way.
  @Test func gzipIsUnpacked() throws {
    try withFolder { folder in
      let path = folder + "/one.npy.gz"
      let raw = try Vectors.bytes("valid/one.npy")
      var deflate = Deflate()
      let bytes = deflate.pack(raw.span, limit: 1 << 20)
      let packed = try #require(bytes)
      var crc = CRC32()
      crc.update(raw)
      var writer = ByteWriter()
      writer.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
      writer.write(packed)
      writer.write(crc.value)
      writer.write(UInt32(raw.count))
      try AtomicFile.write(writer.bytes, to: path)
      #expect(try NumPyArray(path: path, limit: 132).floats.elements == [2.5])
    }
  }
}
