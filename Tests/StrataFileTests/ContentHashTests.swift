import StrataFile
import Testing

@Suite struct ContentHashTests {
  private func hash(_ change: (inout StrataContainer) -> Void) throws -> ContentHash {
    var container = smallContainer()
    change(&container)
    return try StrataReader(try container.encoded(), name: "m.strata").contentHash
  }

  @Test func whatCountsAndWhatDoesNot() throws {
    let same = try hash { _ in }
    let changes: [(String, (inout StrataContainer) -> Void)] = [
      ("a bit of a tensor", { $0.tensors[0].bytes[3] ^= 1 }),
      ("a name", { $0.tensors[0].name = "dense1.Weight" }),
      ("a role", { $0.tensors[0].role = .buffer }),
      ("a dtype", { $0.tensors[0].dtype = .i32 }),
      ("dimensions", { $0.tensors[0].dimensions = [6, 4] }),
      ("dimensions of an empty one", { $0.tensors[3].dimensions = [0, 3] }),
      ("the order", { $0.tensors.swapAt(0, 1) }),
      ("one fewer", { $0.tensors.removeLast() }),
      ("the architecture", { $0[.architecture]?.append(32) }),
      ("the preparation", { $0[.preparation] = nil }),
      ("the training state", { $0[.trainingState] = [] }),
      (
        "two sections exchanged",
        {
          ($0[.preparation], $0[.trainingState]) = ($0[.trainingState], $0[.preparation])
        }
      ),
    ]
    var seen: Set<ContentHash> = [same]
    for (what, change) in changes {
      #expect(seen.insert(try hash(change)).inserted, "\(what) does not count")
    }
    #expect(try hash { $0[.metadata] = [1] } == same)
    #expect(try hash { $0[.history] = nil } == same)
    #expect(try hash { $0.arithmeticVersion = 9 } == same)
  }

  /// Python, after SPEC.md, section 8:
  /// `sha256(b"strata content 1" + bytes(8)).hexdigest()`
  @Test func theHashOfNothing() throws {
    let reader = try StrataReader(try StrataContainer().encoded(), name: "m.strata")
    #expect(
      reader.contentHash.description
        == "2ea7bb12f7405c2f9ba0c0b573ed96d6e37d4c759d8b70d9d7350fd7dd8f4bea")
    #expect(reader.contentHash.uuid == "2ea7bb12-f740-8c2f-9ba0-c0b573ed96d6")
  }
}
