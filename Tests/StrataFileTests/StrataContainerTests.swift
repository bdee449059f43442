import StrataBytes
import StrataFile
import Testing

@Suite struct StrataContainerTests {
  @Test func whatBreaksARuleIsNotWritten() throws {
    let rows: [(String, (inout StrataContainer) -> Void)] = [
      ("tensor: a name of 0 bytes", { $0.tensors[0].name = "" }),
      (
        "tensor: a name of 513 bytes",
        { $0.tensors[0].name = String(repeating: "n", count: 513) }
      ),
      (
        "tensor: a name with a control character: 'a\\u{a}'", { $0.tensors[0].name = "a\n" }
      ),
      ("tensor 'steps': the name occurs twice", { $0.tensors[0].name = "steps" }),
      (
        "tensor 'steps': i64 []: expected 8 bytes, got 7", { $0.tensors[2].bytes.removeLast() }
      ),
      (
        "tensor 'steps': i64 [-1]: not a size that can be",
        { $0.tensors[2].dimensions = [-1] }
      ),
      (
        "tensor 'none': f16 [4611686018427387904, 4, 0]: not a size that can be",
        { $0.tensors[3].dimensions = [1 << 62, 4, 0] }
      ),
      (
        "tensor 'steps': rank 33, expected at most 32",
        { $0.tensors[2].dimensions = [Int](repeating: 1, count: 33) }
      ),
      (
        "tensor 'steps': dtype 200 cannot be written",
        { $0.tensors[2].dtype = StoredDType(rawValue: 200) }
      ),
      ("section INDX: cannot be written as bytes", { $0[.index] = [1] }),
      ("section TENS: cannot be written as bytes", { $0[.tensors] = [1] }),
      (
        "section NEWS: cannot be written as bytes",
        { container in SectionType(Array("NEWS".utf8)).map { container[$0] = [1] } }
      ),
    ]
    try withFolder { folder in
      let path = folder + "/m.strata"
      try put([1, 2, 3], at: path)
      for (message, change) in rows {
        var container = smallContainer()
        change(&container)
        let error = #expect(throws: StrataFileError.self) { try container.encoded() }
        #expect(error?.description == message)
        #expect(throws: StrataFileError.self) { try container.write(to: path) }
      }
      #expect(try content(of: path) == [1, 2, 3])
      #expect(try listing(folder) == ["m.strata"])
    }
  }

  @Test func writtenToAFileAsToBytes() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      var container = smallContainer()
      container.tensors.append(tensor("large", weights(200_000)))
      try put([1, 2, 3], at: path)
      try container.write(to: path)
      let isSame = try content(of: path) == container.encoded()
      #expect(isSame)
      #expect(try listing(folder) == ["m.strata"])
    }
  }

  @Test func whatTheSystemRefusesIsSaid() throws {
    #expect(
      throws: StrataFileError.bytes(
        .cannotWrite(path: "/dev/full", operation: "write", reason: "no space left on device"))
    ) { try smallContainer().write(to: "/dev/full") }
    #expect(throws: StrataFileError.bytes(.noSuchFile(path: "/no/m.strata"))) {
      try StrataReader(path: "/no/m.strata")
    }
  }

  @Test func namesAreFoundByTheirBytes() throws {
    var container = StrataContainer()
    container.tensors = [tensor("é", [1]), tensor("e\u{301}", [2])]
    #expect(container.tensor(named: "e\u{301}") == container.tensors[1])
    #expect(container.tensor(named: "e") == nil)
    let reader = try StrataReader(try container.encoded(), name: "m.strata")
    #expect(reader.index(ofTensor: "é") == 0 && reader.index(ofTensor: "e\u{301}") == 1)
    #expect(reader.index(ofTensor: "x") == nil)
  }
}
