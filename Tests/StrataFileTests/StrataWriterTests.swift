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
        replacing: path, version: .newest, arithmeticVersion: container.arithmeticVersion,
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

  /// The version stands in the first bytes: a tensor that needs a newer one comes too late.
  @Test func quantisedTensorsNeedTheirVersionAndTheirScales() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      let whole = TensorRecord(name: "w", dtype: .q8, dimensions: [1, 2], bytes: [1, 255])
      do {
        var old = try StrataWriter(replacing: path)
        let tooNew = #expect(throws: StrataFileError.self) { try old.append(whole) }
        #expect(
          tooNew?.description == "tensor 'w': q8: expected a file of version 1.1, got 1.0")
      }
      var writer = try StrataWriter(replacing: path, version: .newest)
      try writer.append(whole)
      let unscaled = #expect(throws: StrataFileError.self) {
        try writer.append(tensor("b", [1]))
      }
      #expect(unscaled?.description == "tensor 'w': q8: expected its scales behind it")
      try writer.append(tensor("w.scale", [1, 2], role: .scale))
      try writer.append(whole.named("v"))
      do throws(StrataFileError) {
        try writer.finish()
        Issue.record("expected scales for 'v'")
      } catch {
        #expect(error.description == "tensor 'v': q8: expected its scales behind it")
      }
      #expect(try listing(folder) == [])
    }
  }
}

extension TensorRecord {
  fileprivate func named(_ name: String) -> TensorRecord {
    var copy = self
    copy.name = name
    return copy
  }
}
