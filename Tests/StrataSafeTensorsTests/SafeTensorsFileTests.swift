import StrataBytes
import Testing

@testable import StrataSafeTensors

/// Reading and writing, against files that Hugging Face's library wrote.
@Suite struct SafeTensorsFileTests {
  /// What PyTorch calls each dtype.
  private static let torchNames: [SafeTensorsDType: String] = [
    .bool: "torch.bool", .u8: "torch.uint8", .i8: "torch.int8", .i16: "torch.int16",
    .u16: "torch.uint16", .f16: "torch.float16", .bf16: "torch.bfloat16", .i32: "torch.int32",
    .u32: "torch.uint32", .f32: "torch.float32", .c64: "torch.complex64", .f64: "torch.float64",
    .i64: "torch.int64", .u64: "torch.uint64", .f8e4m3: "torch.float8_e4m3fn",
    .f8e5m2: "torch.float8_e5m2", .f8e4m3fnuz: "torch.float8_e4m3fnuz",
    .f8e5m2fnuz: "torch.float8_e5m2fnuz",
  ]

  @Test func readsWhatTheLibraryWrote() throws {
    let expected = try Vectors.expected()
    #expect(try Vectors.names("valid") == expected.keys.sorted())
    for (name, content) in expected {
      let file = try SafeTensorsFile(Vectors.valid(name), name: name)
      // Names that are equal as Swift compares them stand once in the dictionary.
      #expect(file.tensors.count == (name == "names" ? 9 : content.tensors.count), "\(name)")
      for (index, info) in file.tensors.enumerated() {
        let tensor = try file.tensor(at: index)
        #expect(tensor.name == info.name && tensor.shape == info.shape)
        #expect(tensor.dtype == info.dtype && tensor.bytes.count == info.byteCount)
        guard name != "names" else { continue }
        let wanted = try #require(content.tensors[info.name], "\(name): \(info.name)")
        #expect(Self.torchNames[info.dtype] == wanted.dtype, "\(info.name)")
        #expect(info.shape == wanted.shape, "\(info.name)")
        #expect(Vectors.described(tensor.bytes) == wanted.bytes, "\(info.name)")
      }
      #expect(
        Dictionary(file.metadata.map { ($0.key, $0.value) }) { $1 } == content.metadata, "\(name)")
    }
  }

  @Test func writesTheBytesOfTheLibrary() throws {
    for name in try Vectors.names("valid") {
      let bytes = try Vectors.valid(name)
      let file = try SafeTensorsFile(bytes, name: name)
      let tensors = try file.tensors.indices.reversed().map { try file.tensor(at: $0) }
      let written = try SafeTensorsFile.encoded(tensors, metadata: file.metadata.reversed())
      #expect(written == bytes, "\(name)")
    }
  }

  @Test func namesAreToldApartByTheirBytes() throws {
    let file = try SafeTensorsFile(Vectors.valid("names"), name: "names")
    let composed = try #require(file.index(ofTensor: "\u{E9}"))
    let decomposed = try #require(file.index(ofTensor: "e\u{301}"))
    #expect(composed != decomposed)
    #expect(try file.tensor(at: composed).bytes == [0, 0, 0, 0])
    #expect(try file.tensor(at: decomposed).bytes == [0, 0, 0x80, 0x3F])
    #expect(file.index(ofTensor: "") != nil && file.index(ofTensor: "no") == nil)
    #expect(file.index(ofTensor: "../../etc/passwd") != nil)
  }

  @Test func everyDTypeComesBackBitForBit() throws {
    var random = SystemRandomNumberGenerator()
    for dtype in SafeTensorsDType.allCases {
      for shape in [[], [0], [8], [2, 3, 4], [4, 0, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 8]] {
        guard let count = dtype.byteCount(of: shape) else { continue }
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        let tensor = SafeTensor(name: "t", dtype: dtype, shape: shape, bytes: bytes)
        let file = try SafeTensorsFile(SafeTensorsFile.encoded([tensor]), name: "m")
        #expect(try file.tensor(at: 0) == tensor)
      }
    }
    #expect(SafeTensorsDType.f4.byteCount(of: [3]) == nil)
    #expect(SafeTensorsDType.f6e2m3.byteCount(of: [4]) == 3)
    #expect(SafeTensorsDType.u8.byteCount(of: [-1]) == nil)
  }

  @Test func readsAFileByPathAndReplacesIt() throws {
    try withFolder { folder in
      let path = folder + "/m.safetensors"
      let tensor = SafeTensor(name: "a", dtype: .u8, shape: [2], bytes: [1, 2])
      try SafeTensorsFile.write([], to: path)
      try SafeTensorsFile.write([tensor], metadata: [("k", "v")], to: path)
      let file = try SafeTensorsFile(path: path)
      #expect(try file.tensor(at: 0) == tensor && file.name == path)
      #expect(throws: SafeTensorsError.self) { try file.tensor(at: 1) }
      #expect(
        message { try SafeTensorsFile(path: folder + "/none") }
          == "\(folder)/none: no such file")
      #expect(
        message { try SafeTensorsFile.write([tensor], to: folder + "/no/m") }?
          .hasPrefix("\(folder)/no/m: cannot ") == true)
    }
  }

  @Test func whatCannotBeWrittenIsRefused() {
    let tensor = SafeTensor(name: "a", dtype: .f32, shape: [2], bytes: [1, 2])
    let note = ("k", "v")
    let empty = SafeTensor(name: "a", dtype: .f32, shape: [0], bytes: [])
    let reserved = SafeTensor(name: "__metadata__", dtype: .f32, shape: [0], bytes: [])
    let table: [(String, [SafeTensor], [(key: String, value: String)])] = [
      ("safetensors: expected the bytes of F32 [2] for 'a', got 2", [tensor], []),
      ("safetensors: expected tensors of different names, got 'a' twice", [empty, empty], []),
      (
        "safetensors: expected entries of metadata of different names, got 'k' twice", [],
        [note, note]
      ),
      ("safetensors: expected a tensor by another name, got __metadata__", [reserved], []),
    ]
    for (expected, tensors, metadata) in table {
      #expect(
        message { try SafeTensorsFile.encoded(tensors, metadata: metadata) } == expected)
    }
  }

  @Test func limitsHoldBeforeMemoryIsTaken() throws {
    let bytes = try Vectors.valid("shapes")
    let header = Int(bytes[0]) + Int(bytes[1]) << 8
    #expect(
      message {
        try SafeTensorsFile(bytes, name: "f", limits: SafeTensorsLimits(headerBytes: header - 1))
      } == "f: byte 0: expected at most \(header - 1), got \(header)")
    #expect(
      message { try SafeTensorsFile(bytes, name: "f", limits: SafeTensorsLimits(entries: 4)) }?
        .hasSuffix("expected at most 4, got 5") == true)
    let file = try SafeTensorsFile(bytes, name: "f", limits: SafeTensorsLimits(bytes: 27_999))
    let large = try #require(file.index(ofTensor: "large"))
    #expect(
      message { try file.tensor(at: large) }
        == "f: byte \(8 + header + 12): expected at most 27999, got 28000")
    #expect(SafeTensorsLimits(headerBytes: .max).headerBytes == 100_000_000)
  }
}

/// What an error says; nil if there is none.
func message(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}
