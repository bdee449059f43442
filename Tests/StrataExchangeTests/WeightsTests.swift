import StrataBytes
import StrataFile
import StrataModel
import StrataNumPy
import StrataSafeTensors
import Testing

@testable import StrataExchange

/// Weights alone, from one format to another and back, bit for bit.
@Suite struct WeightsTests {
  /// Every dtype of `.strata` files but q8, with patterns that are out of the ordinary, and shapes too.
  static func everything() -> [TensorRecord] {
    let patterns: [(StoredDType, [UInt64])] = [
      (
        .f64,
        [0x7FF0_0000_0000_0001, 0xFFF8_DEAD_BEEF_0001, 1 << 63, 0, 0x7FF << 52, 0xFFF << 52, 1]
      ),
      (.f32, [0x7F80_0001, 0xFFC1_2345, 1 << 31, 0, 0xFF << 23, 0x1FF << 23, 1]),
      (.f16, [0x7C01, 0xFE12, 1 << 15, 0, 0x7C00, 0xFC00, 1]),
      (.bf16, [0x7F81, 0xFFC1, 1 << 15, 0, 0x7F80, 0xFF80, 1]), (.i8, [0, 0x80, 0x7F, 0xFF]),
      (.i16, [0, 0x8000, 0x7FFF]), (.i32, [0, 1 << 31, 0x7FFF_FFFF]), (.i64, [0, 1 << 63, .max]),
      (.u8, [0, 255]), (.u16, [0, 0xFFFF]), (.u32, [0, 0xFFFF_FFFF]), (.u64, [0, .max]),
      (.bool, [0, 1, 1]),
    ]
    var tensors: [TensorRecord] = []
    for (dtype, elements) in patterns {
      let width = dtype.byteWidth ?? 1
      func bytes(_ elements: [UInt64]) -> [UInt8] {
        elements.flatMap { element in
          (0..<width).map { UInt8(truncatingIfNeeded: element >> UInt64(8 * $0)) }
        }
      }
      let name = "\(dtype)"
      tensors += [
        TensorRecord(
          name: name, dtype: dtype, dimensions: [1, elements.count], bytes: bytes(elements)),
        TensorRecord(
          name: name + ".scalar", dtype: dtype, dimensions: [], bytes: bytes([elements[1]])),
        TensorRecord(name: name + ".empty", dtype: dtype, dimensions: [3, 0, 2], bytes: []),
      ]
    }
    return tensors
  }

  private func sorted(_ tensors: [TensorRecord]) -> [TensorRecord] {
    tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  @Test func everyBitOfEveryDTypeGoesThereAndBack() throws {
    try withFolder { folder in
      let all = Self.everything()
      #expect(Set(all.map(\.dtype)).union([.q8]) == Set(StoredDType.all))
      let notes = [(key: "licence", value: "MIT \"or\" so\n\u{2028}"), (key: "é", value: "")]
      try Weights(tensors: all, metadata: notes).write(to: folder + "/a.safetensors")
      for (from, to) in [("a.safetensors", "b.strata"), ("b.strata", "c.safetensors")] {
        try Weights(path: "\(folder)/\(from)", plugins: Network.plugins).write(
          to: "\(folder)/\(to)")
      }
      #expect(try bytes("\(folder)/c.safetensors") == bytes("\(folder)/a.safetensors"))
      let back = try Weights(path: folder + "/b.strata", plugins: Network.plugins)
      #expect(sorted(back.tensors) == sorted(all))
      #expect(back.metadata.map(\.key) == ["licence", "é"])
      #expect(back.metadata.map(\.value) == notes.map(\.value))

      // NumPy has no bf16.
      let some = all.filter { $0.dtype != .bf16 }
      try Weights(tensors: some).write(to: folder + "/d.npz")
      for (from, to) in [("d.npz", "e.strata"), ("e.strata", "f.npz")] {
        try Weights(path: "\(folder)/\(from)", plugins: Network.plugins).write(
          to: "\(folder)/\(to)")
      }
      #expect(try bytes("\(folder)/f.npz") == bytes("\(folder)/d.npz"))
      #expect(try Weights(path: folder + "/e.strata", plugins: Network.plugins).tensors == some)
    }
  }

  @Test func filesOfTheLibrariesComeBackAsTheyWere() throws {
    try withFolder { folder in
      for name in ["mlp", "square", "named", "norms"] {
        let theirs = try bytes(Network.path("\(name).safetensors"))
        try Network.weights("\(name).safetensors").write(to: folder + "/w.strata")
        try Weights(path: folder + "/w.strata", plugins: Network.plugins)
          .write(to: folder + "/w.safetensors")
        #expect(try bytes(folder + "/w.safetensors") == theirs, "\(name)")
        // The same numbers from either library, in another order.
        let fromNumPy = try Network.weights("\(name).npz").tensors
        #expect(sorted(fromNumPy) == sorted(try Network.weights("\(name).safetensors").tensors))
      }
    }
  }

  @Test func namesThatSwiftTakesForEqualStayApart() throws {
    try withFolder { folder in
      let tensors = [zeros("\u{E9}", 1), floats("e\u{301}", [1], [1])]
      let notes = [(key: "\u{E9}", value: "a"), (key: "e\u{301}", value: "b")]
      try Weights(tensors: tensors, metadata: notes).write(to: folder + "/a.safetensors")
      try Weights(path: folder + "/a.safetensors", plugins: Network.plugins)
        .write(to: folder + "/b.strata")
      let back = try Weights(path: folder + "/b.strata", plugins: Network.plugins)
      #expect(sorted(back.tensors) == sorted(tensors))
      #expect(back.metadata.map { Array($0.key.utf8) } == [Array("e\u{301}".utf8), [0xC3, 0xA9]])
      #expect(back.metadata.map(\.value) == ["b", "a"])
    }
  }

  @Test func bothOrdersOfBytesAndAxesBecomeRows() throws {
    let rows: [UInt8] = [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]
    let header = "{'descr': '>u2', 'fortran_order': True, 'shape': (2, 3), }\n"
    let file =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + header.utf8 + rows
    let array = try NumPyArray(file, name: "a")
    #expect(array.littleEndianRows == [1, 0, 3, 0, 5, 0, 2, 0, 4, 0, 6, 0])
  }

  @Test func whatAFormatHasNotIsNamed() throws {
    try withFolder { folder in
      let path = folder + "/w"
      let eight = SafeTensor(name: "w", dtype: .f8e4m3, shape: [1], bytes: [1])
      let name = String(repeating: "n", count: 513)
      func weights(_ tensor: TensorRecord) -> Weights { Weights(name: "in", tensors: [tensor]) }
      let half = TensorRecord(name: "w", dtype: .bf16, dimensions: [1], bytes: [1, 2])
      let deep = TensorRecord(
        name: "w", dtype: .u8, dimensions: [Int](repeating: 1, count: 9), bytes: [1])
      let two = TensorRecord(name: "w", dtype: .bool, dimensions: [2], bytes: [1, 2])
      let rule = "a name of 1 to 512 bytes without control characters, as .strata files take it"
      let table: [(String, () throws -> Void)] = [
        (
          "in: tensor 'w': expected a dtype that NumPy has, got bf16",
          { try weights(half).write(to: path + ".npz") }
        ),
        (
          "in: tensor 'w': expected at most 8 dimensions, got [1, 1, 1, 1, 1, 1, 1, 1, 1]",
          { try weights(deep).write(to: path + ".npz") }
        ),
        (
          "in: tensor 'w': expected 0 or 1 in element 1, got 2",
          { try weights(two).write(to: path + ".strata") }
        ),
        (
          "in: tensor '': expected \(rule), got one of 0",
          { try weights(zeros("", 1)).write(to: path + ".strata") }
        ),
        (
          "in: tensor 'a\\u{a}b': expected \(rule), got one with a control character",
          { try weights(zeros("a\nb", 1)).write(to: path + ".strata") }
        ),
        (
          "in: tensor '\(name.prefix(40))…': expected \(rule), got one of 513",
          { try weights(zeros(name, 1)).write(to: path + ".strata") }
        ),
        (
          "\(path): expected a name that ends in .strata, .safetensors, .npz",
          { try weights(half).write(to: path) }
        ),
        (
          "\(path).safetensors: tensor 'w': expected a dtype that .strata files have, got F8_E4M3",
          {
            try SafeTensorsFile.write([eight], to: path + ".safetensors")
            _ = try Weights(path: path + ".safetensors", plugins: Network.plugins)
          }
        ),
        (
          "\(path).none.npz: no such file",
          { _ = try Weights(path: path + ".none.npz", plugins: Network.plugins) }
        ),
      ]
      for (expected, body) in table { #expect(message(body) == expected) }
    }
  }

  @Test func limitsHold() throws {
    let path = try Network.path("mlp.safetensors")
    #expect(
      message {
        try Weights(path: path, plugins: Network.plugins, limits: ReadLimits(bytes: 100))
      } == "\(path): bytes: expected at most 100, got 332")
    let archive = try Network.path("mlp.npz")
    #expect(
      message {
        try Weights(path: archive, plugins: Network.plugins, limits: ReadLimits(tensors: 5))
      } == "\(archive): arrays: expected at most 5, got 6")
  }

  @Test func theNotesOfAFileMustBeTexts() throws {
    for (text, reason) in [
      ("[]", "expected an object of texts"), ("{\"a\":1}", "expected a text for 'a'"),
      ("{", "json: line 1, column 2: expected a key in double quotes, got the end of the text"),
    ] {
      let container = StrataContainer(sections: [.metadata: Array(text.utf8)])
      let reader = try StrataReader(container.encoded(), name: "m")
      #expect(message { try Weights(reader) } == "m: metadata: \(reason)")
    }
    let file = try StrataReader(
      ModelFile(Model(Network.named("mlp").architecture)).encoded(), name: "m")
    #expect(
      message { try Weights(file) } == "m: metadata: expected weights alone, got a network")
  }
}

/// What a file holds.
func bytes(_ path: String) throws -> [UInt8] {
  var stream = try ByteStream(path: path)
  return try stream.readAll(limit: 1 << 30)
}
