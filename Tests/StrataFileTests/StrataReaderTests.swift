import Glibc
import StrataBytes
import StrataFile
import Testing

@Suite struct StrataReaderTests {
  @Test func openingSaysWhatIsThere() throws {
    let container = smallContainer()
    let file = try container.encoded()
    let reader = try StrataReader(file, name: "m.strata")
    #expect(reader.name == "m.strata" && reader.byteCount == file.count)
    #expect(reader.version.description == "1.0" && reader.arithmeticVersion == 1)
    #expect(
      reader.sections.map(\.type.description) == [
        "TENS", "INDX", "ARCH", "PREP", "TRNG", "mETa", "hISt",
      ])
    #expect(reader.section(.architecture) == container[.architecture])
    #expect(reader.section(.tensors) == nil)
    #expect(reader.tensors.map(\.name) == container.tensors.map(\.name))
    #expect(
      reader.tensors.map(\.role.description) == ["parameter", "parameter", "buffer", "optimizer"])
    #expect(reader.tensors.map(\.dtype.description) == ["f32", "f32", "i64", "f16"])
    #expect(reader.tensors.map(\.dimensions) == [[4, 6], [6], [], [3, 0]])
    #expect(reader.tensors.map(\.byteCount) == [96, 24, 8, 0])
    // Four planes, all of one byte.
    #expect(reader.tensors[1].storedByteCount == 4)
    #expect(reader.tensors[2].digest == SHA256.hash(container.tensors[2].bytes))
    let stored = reader.tensors.reduce(0) { $0 + $1.storedByteCount }
    #expect(reader.sections[0].storedByteCount == stored && reader.tensors[0].offset == 64)
    #expect(reader.sections[2].byteCount == container[.architecture]?.count)
  }

  @Test func oneTensorAtATime() throws {
    let container = ReaderScriptTests.everything()
    try withFolder { folder in
      let path = folder + "/m.strata"
      try container.write(to: path)
      for reader in [
        try StrataReader(path: path), try StrataReader(try content(of: path), name: path),
      ] {
        for index in container.tensors.indices.reversed() {
          let isSame =
            try reader.tensor(at: index, checkingDigest: true) == container.tensors[index]
          #expect(isSame, "tensor \(container.tensors[index].name)")
        }
        try reader.verify()
        for index in [-1, container.tensors.count, .max] {
          #expect(throws: StrataFileError.self) { try reader.tensor(at: index) }
        }
      }
    }
  }

  /// Damage to one tensor does not keep another from being read.
  @Test func damageElsewhereIsNotInTheWay() throws {
    var container = StrataContainer()
    container.tensors = [tensor("a", weights(1000)), tensor("b", weights(1000, seed: 2))]
    var file = try container.encoded()
    file[64] ^= 1
    let reader = try StrataReader(file, name: "m.strata")
    #expect(try reader.tensor(at: 1) == container.tensors[1])
    let message = "m.strata: tensor 'a': damaged at byte 64: block 0: the CRC does not match"
    for body in [
      { _ = try reader.tensor(at: 0) }, { _ = try reader.container() }, { try reader.verify() },
    ] {
      let error = #expect(throws: StrataFileError.self) { try body() }
      #expect(error?.description == message)
    }
  }

  @Test func aFileThatShrinksAfterItWasOpened() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      var container = StrataContainer()
      container.tensors = [tensor("w", weights(100_000))]
      try container.write(to: path)
      let reader = try StrataReader(path: path)
      #expect(unsafe truncate(path, 1000) == 0)
      let error = #expect(throws: StrataFileError.self) { try reader.tensor(at: 0) }
      #expect(error?.cause == .badData)
      #expect(error?.description.contains("cut short") == true)
    }
  }

  @Test func severalTasksReadAtOnce() async throws {
    let container = ReaderScriptTests.everything()
    let reader = try StrataReader(try container.encoded(), name: "m.strata")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in container.tensors.indices {
        group.addTask { try reader.tensor(at: index) == container.tensors[index] }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }
}
