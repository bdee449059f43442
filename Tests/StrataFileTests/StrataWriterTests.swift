import StrataFile
import StrataTensor
import Testing

@Suite struct StrataWriterTests {
  @Test(arguments: [1, 3])
  func tensorByTensorAsAtOnce(_ threads: Int) throws {
    try withFolder { folder in
      let container = ReaderScriptTests.everything()
      let path = folder + "/m.strata"
      var writer = try StrataWriter(
        replacing: path, arithmeticVersion: container.arithmeticVersion,
        workers: WorkerPool(threads: threads))
      for tensor in container.tensors { try writer.append(tensor) }
      let hash = try writer.finish(container.sections)
      #expect(try listing(folder) == ["m.strata"])
      let isSame = try content(of: path) == container.encoded()
      #expect(isSame)
      #expect(try StrataReader(path: path).contentHash == hash)
    }
  }

  @Test func nothingAtAll() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      try StrataWriter(replacing: path).finish()
      #expect(try content(of: path) == StrataContainer().encoded())
    }
  }

  /// Whoever goes away before the end leaves the old file, and no other.
  @Test func anUnfinishedFileIsNone() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      try put([1, 2, 3], at: path)
      do {
        var writer = try StrataWriter(replacing: path)
        try writer.append(tensor("w", weights(200_000)))
      }
      #expect(try content(of: path) == [1, 2, 3])
      #expect(try listing(folder) == ["m.strata"])
    }
  }

  /// What breaks a rule is refused, and the others go on.
  @Test func refusals() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      var writer = try StrataWriter(replacing: path)
      try writer.append(tensor("a", [1]))
      var refused: [StrataFileError] = []
      for wrong in [
        tensor("a", [2]), tensor("", [1]), tensor("b", [1, 2], [3]),
        TensorRecord(name: "c", dtype: StoredDType(rawValue: 99), dimensions: [], bytes: []),
      ] {
        do throws(StrataFileError) {
          try writer.append(wrong)
        } catch {
          refused.append(error)
        }
      }
      #expect(
        refused.map(\.description) == [
          "tensor 'a': the name occurs twice", "tensor: a name of 0 bytes",
          "tensor 'b': f32 [3]: expected 12 bytes, got 8", "tensor 'c': dtype 99 cannot be written",
        ])
      try writer.append(tensor("b", [1]))
      try writer.finish()
      #expect(try StrataReader(path: path).tensors.map(\.name) == ["a", "b"])
      do {
        try StrataWriter(replacing: path).finish([.index: []])
        Issue.record("an index was taken as bytes")
      } catch {
        #expect("\(error)" == "section INDX: cannot be written as bytes")
      }
    }
  }
}
